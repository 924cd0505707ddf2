"vendored";
