"""What answers tell browsers: the policy of an app, and what each page needs on top of it."""
