/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-table.h"

#include <string.h>

struct _PdCtlTable
{
  guint n_columns;
  gboolean *right;    /* (owned) */
  gboolean *optional; /* (owned) */
  GPtrArray *cells;   /* (owned) of char*, row by row */
};

PdCtlTable *
pd_ctl_table_new (guint n_columns)
{
  PdCtlTable *self = g_new0 (PdCtlTable, 1);

  self->n_columns = n_columns;
  self->right = g_new0 (gboolean, n_columns);
  self->optional = g_new0 (gboolean, n_columns);
  self->cells = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
pd_ctl_table_free (PdCtlTable *self)
{
  g_free (self->right);
  g_free (self->optional);
  g_ptr_array_unref (self->cells);
  g_free (self);
}

/**
 * pd_ctl_table_set_right:
 *
 * Aligns a column to the right, as numbers are.
 */
void
pd_ctl_table_set_right (PdCtlTable *self, guint column)
{
  self->right[column] = TRUE;
}

/**
 * pd_ctl_table_set_optional:
 *
 * Leaves a column out when nothing stands in it below its heading.
 */
void
pd_ctl_table_set_optional (PdCtlTable *self, guint column)
{
  self->optional[column] = TRUE;
}

/* A cell is one line and moves no cursor: what a clerk pasted, or a hostile file held, must not drive the terminal. */
static char *
clean_cell (const char *text)
{
  GString *clean = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029)
        g_string_append_c (clean, ' ');
      else if (!(c >= 0x202a && c <= 0x202e) && !(c >= 0x2066 && c <= 0x2069))
        g_string_append_unichar (clean, c);
    }
  return g_string_free (clean, FALSE);
}

/**
 * pd_ctl_table_add:
 * @cell: (nullable): the next cell's text, the last column's goes to the next row
 */
void
pd_ctl_table_add (PdCtlTable *self, const char *cell)
{
  g_ptr_array_add (self->cells, clean_cell (cell != NULL ? cell : ""));
}

/**
 * pd_ctl_table_take:
 * @cell: (transfer full): as in pd_ctl_table_add()
 */
void
pd_ctl_table_take (PdCtlTable *self, char *cell)
{
  pd_ctl_table_add (self, cell);
  g_free (cell);
}

/**
 * pd_ctl_text_width:
 * @text: UTF-8
 *
 * Returns: how many columns of a terminal it takes: a Chinese character takes two
 */
guint
pd_ctl_text_width (const char *text)
{
  guint width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_iszerowidth (c))
        width += g_unichar_iswide (c) ? 2 : 1;
    }
  return width;
}

static void
append_spaces (GString *out, guint n)
{
  for (guint i = 0; i < n; i++)
    g_string_append_c (out, ' ');
}

static void
write_cell (const PdCtlTable *self, GString *out, guint column, const char *cell, guint width)
{
  guint missing;

  if (width == 0 && self->optional[column])
    return;
  missing = width - pd_ctl_text_width (cell);
  if (self->right[column])
    append_spaces (out, missing);
  g_string_append (out, cell);
  if (column + 1 == self->n_columns)
    return;
  if (!self->right[column])
    append_spaces (out, missing);
  g_string_append (out, "  ");
}

/* A column that may be left out and has nothing has no width either. */
static void
measure (const PdCtlTable *self, guint *widths)
{
  for (guint i = 0; i < self->cells->len; i++)
    widths[i % self->n_columns] =
        MAX (widths[i % self->n_columns], pd_ctl_text_width (g_ptr_array_index (self->cells, i)));
  for (guint column = 0; column < self->n_columns; column++)
    {
      gboolean is_empty = self->optional[column];

      for (guint i = self->n_columns + column; is_empty && i < self->cells->len; i += self->n_columns)
        is_empty = *(const char *) g_ptr_array_index (self->cells, i) == '\0';
      if (is_empty)
        widths[column] = 0;
    }
}

/**
 * pd_ctl_table_write:
 * @out: receives the rows, each a line
 */
void
pd_ctl_table_write (const PdCtlTable *self, GString *out)
{
  g_autofree guint *widths = g_new0 (guint, self->n_columns);

  measure (self, widths);
  for (guint i = 0; i < self->cells->len; i++)
    {
      guint column = i % self->n_columns;

      write_cell (self, out, column, g_ptr_array_index (self->cells, i), widths[column]);
      if (column + 1 != self->n_columns)
        continue;
      while (out->len > 0 && out->str[out->len - 1] == ' ')
        g_string_truncate (out, out->len - 1);
      g_string_append_c (out, '\n');
    }
}
