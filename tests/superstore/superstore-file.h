/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a shop's list of lines says, read without any code of the product: that is what its books are held against. */

/** SuperLine: one line. */
typedef struct
{
  char *name; /* of the product */
  guint quantity;
  gint64 fen; /* with tax, rounded half up from the file's decimal text */
} SuperLine;

/** SuperOrder: all lines of one order number. */
typedef struct
{
  char *number;
  GPtrArray *lines; /* of SuperLine, in the file's order */
  gint64 fen;       /* the sum of its lines */
  gboolean returned;
} SuperOrder;

/** SuperFile: the first orders of a list, and a list of them that can be imported. */
typedef struct
{
  GPtrArray *orders;     /* of SuperOrder, in the file's order */
  GHashTable *by_number; /* the same */
  GHashTable *sold;      /* name → pieces */
  GHashTable *returned;  /* name → pieces */
  guint n_lines;
  guint n_returned; /* orders */
  gint64 fen;
  gint64 fen_returned;
  GString *
      csv; /* the chosen lines as the file has them; all lines of an order are of its first line's buyer and day */
} SuperFile;

SuperFile *super_file_read (const char *lines, const char *returns, guint max_orders);
SuperFile *super_file_load (guint max_orders);
SuperFile *super_file_make (guint n_orders);
void super_file_free (SuperFile *file);

G_END_DECLS
