//! Conversions between replylint and Python.
