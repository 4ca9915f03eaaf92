/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-statement-line.h"

/* Of a SHA-256 as much as no office comes to the end of. */
#define KEY_DIGITS 32

/** pd_statement_line_new: Returns: (transfer full): a line of a file's row, otherwise empty */
PdStatementLine *
pd_statement_line_new (guint row)
{
  PdStatementLine *self = g_new0 (PdStatementLine, 1);
  char **const texts[] = { &self->date,      &self->time,  &self->counterparty, &self->account,
                           &self->reference, &self->order, &self->remark,       &self->key };

  self->row = row;
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    *texts[i] = g_strdup ("");
  return self;
}

void
pd_statement_line_free (PdStatementLine *self)
{
  if (self == NULL)
    return;
  g_free (self->date);
  g_free (self->time);
  g_free (self->counterparty);
  g_free (self->account);
  g_free (self->reference);
  g_free (self->order);
  g_free (self->remark);
  g_free (self->key);
  g_free (self);
}

/* What makes a movement this one: its number where it has one, else all that is known of it. */
static char *
identity (const PdStatementLine *line, const char *source)
{
  g_autofree char *balance =
      line->has_balance ? g_strdup_printf ("%" G_GINT64_FORMAT, line->balance) : g_strdup ("");
  g_autofree char *amount = g_strdup_printf ("%" G_GINT64_FORMAT, line->amount);

  if (*line->reference != '\0')
    return g_strjoin ("\x1f", source, line->date, amount, line->reference, NULL);
  return g_strjoin ("\x1f", source, line->date, line->time, amount, balance, line->counterparty,
                    line->account, line->order, line->remark, NULL);
}

/**
 * pd_statement_set_keys:
 * @lines: (element-type PdStatementLine): the lines of a statement, in the order of the file
 * @source: whose statement it is, such as "alipay"
 *
 * Gives each line a key by which it is known when a statement that overlaps this one is read. Lines that are alike in all
 * are counted within their day, so that two equal payments are two as long as files hold whole days.
 */
void
pd_statement_set_keys (GPtrArray *lines, const char *source)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < lines->len; i++)
    {
      PdStatementLine *line = lines->pdata[i];
      char *same = identity (line, source);
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (seen, same)) + 1;
      g_autofree char *counted = g_strdup_printf ("%s\x1f%u", same, n);
      g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, counted, -1);

      g_hash_table_replace (seen, same, GUINT_TO_POINTER (n));
      g_free (line->key);
      line->key = g_strndup (digest, KEY_DIGITS);
    }
}
