"""What a person starts from: two questions as text, and the Word template with how to write them. Pure.

The texts are Indonesian, as the notation is; they are content, not messages.
"""

from __future__ import annotations

from assessments.exchange import pasted, word

TEXT = """\
1. Warga menarik persetujuan menerima surat kabar elektronik. Apa yang wajib dilakukan dinas?
A. Menunggu edisi berikutnya
*B. Menghentikan pengiriman
C. Meminta alasan tertulis
Penjelasan: Persetujuan dapat ditarik kapan saja.
Sumber: UU 27/2022 pasal 9

2. Pilih semua yang termasuk data pribadi spesifik.
*A. Data kesehatan
B. Nama lengkap
*C. Data biometrik
D. Kewarganegaraan
Penilaian: semua
"""

TEMPLATE = f"""\
Tulis soal Anda di bawah garis SOAL; yang berada di atasnya tidak dibaca. Hapus kedua contoh, atau timpa.
Satu soal: pertanyaannya, lalu pilihan dengan huruf (A. B. C.), dan bintang (*) di depan pilihan yang benar.
Lebih dari satu bintang berarti pilihan jamak. Kosongkan satu baris sebelum soal berikutnya.
Boleh ditambahkan di bawah pilihan: Penjelasan, Sumber, dan Penilaian (semua: poin hanya bila seluruhnya benar).
Boleh ditambahkan di atas pertanyaan: Kode, Kompetensi, Jenjang, Topik. Tanpa itu berlaku pilihan di halaman impor.
Jenis lain ditulis dengan baris Jenis di atas pertanyaan:
Jenis OR (urutan): pilihan ditulis dalam urutan yang benar.
Jenis MT (menjodohkan): setiap pilihan berbentuk “- kiri = kanan”.
Jenis NU (angka): tanpa pilihan, dengan baris “Jawaban: 12,5 ± 0,1 GB”.
Jenis ST (isian singkat): satu baris Jawaban untuk setiap jawaban yang diterima.
Jenis CL (teks rumpang): [[a]] di dalam teks, dan baris “Jawaban: a = pengendali / pengendali data”.
Jenis SJ (penilaian situasi): setiap pilihan berbentuk “- [0,5] tindakan”.
Gambar, tabel, dan rumus tidak ikut terbaca; Anda akan diberi tahu bila ada.

{pasted.RULE}

{TEXT}"""


def template() -> bytes:
    """Return the Word template."""
    return word.document(TEMPLATE.rstrip("\n").split("\n"), title="Templat soal")
