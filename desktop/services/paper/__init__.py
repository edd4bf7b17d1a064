"""Paper: everything the program prints is drawn here, in millimetres from the top left corner, as a PDF.

The kit, from the ground up:

* `fonts`    five styles (仿宋 fangsong, 小标宋 title, 黑体 hei, 楷体 kai, 宋体 song), each a chain of font files;
             `check_glyphs` refuses a character nobody can draw *before* anything is printed.
* `lines`    Chinese line breaking; `whole(name)` keeps a person's name together; `fit` puts a text into a box.
* `sheet`    one PDF: write, lines, cut lines, seal places, stencils (drawn once, stamped on every page).
* `grid`     a form as rows of cells; `roster` a list over pages with repeated head, 小计 and 合计.
* `official` pages after GB/T 9704-2012; `qr` a QR code; `check` reads a PDF back and finds what went wrong.

ReportLab takes a tenth of a second to load: import these modules where something is printed, not at the top.
"""
