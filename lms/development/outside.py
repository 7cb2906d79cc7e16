"""How certificate numbers are compared: signs, spaces and case do not count. Pure."""


def number_key(text: str) -> str:
    """Return a certificate number as it is compared: letters and digits alone, in capitals."""
    return "".join(sign for sign in text.upper() if sign.isalnum())
