print "unused"
