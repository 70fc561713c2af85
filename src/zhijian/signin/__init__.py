"""Who signs in: passwords, second factors, sign-ins, devices, and the three separate offices."""
