TEXT = 'from the same folder'
