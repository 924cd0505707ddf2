"""What is edited, in dbgen."""
