/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reading/pd-picture.h"

G_BEGIN_DECLS

/** PdOcrLine: a line of text that was recognised in a picture. */
typedef struct
{
  PdMark place;
  char *text;  /* (owned) (nullable) */
  double sure; /* 0–100 */
} PdOcrLine;

GArray *pd_ocr_lines_new (void);
void pd_ocr_line_mend (PdOcrLine *line, char *text);
void pd_ocr_mend_labels (GArray *lines);
void pd_ocr_mend_headings (GArray *lines);
void pd_ocr_mend_tax_number (char **text, const char *second);
void pd_ocr_mend_names (GArray *lines);
void pd_ocr_drop_specks (GArray *lines);
void pd_ocr_mend_money (GArray *lines);
gboolean pd_ocr_is_stars (const char *text);
char *pd_ocr_put_back (const char *whole, const char *part);
void pd_ocr_mend_words (GArray *lines, const char *total);

G_END_DECLS
