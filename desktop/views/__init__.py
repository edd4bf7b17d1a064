"""What people see. The only package, with app.py, that imports Qt."""
