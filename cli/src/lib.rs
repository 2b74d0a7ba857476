//! The replylint command line as a function.
