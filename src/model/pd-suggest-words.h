/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** PdTextPart: two Chinese characters, one that stands alone, or a word or number in Latin letters. */
typedef struct
{
  char *text; /* (owned) folded */
  gsize from; /* bytes in the folded text */
  gsize to;
} PdTextPart;

char *pd_text_fold (const char *text);
GArray *pd_text_parts (const char *folded);

G_END_DECLS
