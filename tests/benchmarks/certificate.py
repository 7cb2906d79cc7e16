"""Drawing a certificate beside the smallest page WeasyPrint can draw: `python -m tests.benchmarks.certificate`."""

from __future__ import annotations

import os

from tests.benchmarks.stand import cpu_milliseconds, report


def main() -> None:
    """Print the CPU time and the size of one certificate of two pages."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.testing")
    import django

    django.setup()
    import weasyprint
    from django.utils import translation

    from certificates import rendering
    from tests.certificates.test_rendering import sheet

    translation.activate("id")

    def draw() -> bytes:
        return rendering.to_pdf(sheet())

    def smallest() -> bytes:
        return weasyprint.HTML(string="<html lang=id><title>Lontar</title><p>Lontar</p>").write_pdf(
            pdf_variant="pdf/ua-1"
        )

    print(f"{len(draw()) // 1024} KB a certificate")
    report(
        [
            ("one line of text, pdf/ua-1 (comparator)", cpu_milliseconds(smallest, repeats=15)),
            ("certificate with transcript, QR and fonts", cpu_milliseconds(draw, repeats=15)),
        ]
    )


if __name__ == "__main__":
    main()
