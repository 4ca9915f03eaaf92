/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim-script.h"

#include "store/pd-store-rows.h"
#include "wire/pd-wire.h"

#include <string.h>

/*
 * The state of all machines as a text, to compare two plays of a script. What is allowed to differ between them, and is
 * taken out unless the text is to be exact:
 * - ids that the product makes by chance (invoices, conflicts, mutations, replicas, users): they become "*";
 * - sequences and times: a play in which a machine was killed takes longer, and its changes may come in another order.
 * Revisions are not: a change takes effect once, whatever was killed. But where the bureau is asked, a platform that dies
 * between its resolve and the bureau's answer does not know what happened: it asks, and when the bureau has never heard of
 * the invoice this one failed, and a person issues another. There failed invoices and revisions are taken out, too.
 */

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
replace (char **text, const char *pattern, const char *with)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_OPTIMIZE, 0, NULL);
  char *out = g_regex_replace (regex, *text, -1, 0, with, 0, NULL);

  g_free (*text);
  *text = out;
}

static void
forget_attempts (char **text)
{
  replace (text, "[^\n]*\"type\":\"invoice\"[^\n]*\"state\":\"failed\"[^\n]*", "");
  replace (text, "submission [^\n]* failed", "");
  replace (text, "\"stages\":\\[[^]]*\\]", "\"stages\":s");
  replace (text, "(stream|sum) invoice [^\n]*", "");
  replace (text, "\"revision\":\\d+", "\"revision\":r");
  replace (text, "document \\d+ ", "document r ");
}

static char **
without_repeated (char **lines)
{
  guint n = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    if (n > 0 && g_str_equal (lines[n - 1], lines[i]))
      g_free (lines[i]);
    else
      lines[n++] = lines[i];
  lines[n] = NULL;
  return lines;
}

/* Sorted, since it may be in any order. */
static char *
normalise (const Sim *sim, const char *text)
{
  char *out = g_strdup (text);
  g_auto (GStrv) lines = NULL;

  replace (&out, "(?!019a5000-)\\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b", "*");
  replace (&out, "\\b1[78]\\d{14}\\b", "T");
  replace (&out, "\"sequence\":-?\\d+", "\"sequence\":s");
  if (sim->script->scenario->asks_bureau)
    forget_attempts (&out);
  lines = g_strsplit (out, "\n", -1);
  qsort (lines, g_strv_length (lines), sizeof *lines, compare_lines);
  if (sim->script->scenario->asks_bureau)
    without_repeated (lines);
  g_free (out);
  return g_strjoinv ("\n", lines);
}

static void
append_query (GString *out, PdStoreSession *session, const char *name, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdStatement) statement = pd_store_session_prepare (session, sql, &error);
  gboolean row;

  while (statement != NULL && pd_store_session_step (session, statement, &row, &error) && row)
    {
      g_string_append (out, name);
      for (int i = 0; i < sqlite3_column_count (statement); i++)
        {
          const char *value = pd_statement_text (statement, i);

          g_string_append_printf (out, " %s", value != NULL ? value : "-");
        }
      g_string_append_c (out, '\n');
    }
  g_assert_no_error (error);
}

static void
append_records (GString *out, PdStoreSession *session)
{
  for (const PdRecordType *const *type = pd_record_types (); *type != NULL; type++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT id FROM \"%s\" ORDER BY id", (*type)->table);
      g_autofree char *states = g_strdup_printf (
          "SELECT id, row_state, deleted, total_changed, pending_command FROM \"%s\" ORDER BY"
          " id",
          (*type)->table);
      g_autoptr (PdStatement) statement = pd_store_session_prepare (session, sql, NULL);
      gboolean row;

      while (pd_store_session_step (session, statement, &row, NULL) && row)
        {
          g_autoptr (PdRecord) record = NULL;

          if (pd_store_row_load (session, *type, pd_statement_text (statement, 0), &record, NULL) &&
              record != NULL)
            {
              pd_wire_write_record (out, record);
              g_string_append_c (out, '\n');
            }
        }
      append_query (out, session, (*type)->name, states);
    }
}

/* (transfer full): what a desktop holds; @exact: with everything that may differ from play to play */
char *
sim_state_of_desktop (SimDesktop *desktop, gboolean exact)
{
  PdStoreSession *session = desktop->session;
  g_autoptr (GString) out = g_string_new (NULL);

  append_records (out, session);
  append_query (out, session, "outbox", "SELECT record, kind, mutation FROM outbox ORDER BY position");
  append_query (out, session, "conflict",
                "SELECT record, code, command, atoms, row_state, decision, mine, theirs FROM conflict"
                " ORDER BY created_at, id");
  append_query (out, session, "stream", "SELECT name, kept, leaving, removed FROM stream ORDER BY name");
  append_query (out, session, "sum", "SELECT name, count FROM digest_sum ORDER BY name");
  append_query (out, session, "evicted", "SELECT type, id FROM evicted ORDER BY type, id");
  append_query (out, session, "lost", "SELECT type, record, revision FROM lost ORDER BY type, record");
  append_query (out, session, "meta", "SELECT value FROM meta WHERE key = 'keep_since'");
  if (!exact)
    return normalise (desktop->sim, out->str);
  append_query (out, session, "cursor", "SELECT name, cursor, sequence FROM stream ORDER BY name");
  append_query (out, session, "digest", "SELECT name, hex (sum) FROM digest_sum ORDER BY name");
  append_query (out, session, "decided", "SELECT id, decision FROM conflict ORDER BY id");
  append_query (out, session, "replica", "SELECT value FROM meta WHERE key IN ('replica', 'epoch')");
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
append_platform (GString *out, Sim *sim, const char *name, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (sim->platform.platform->sql, &error, sql, "t", sim->platform.tenants[0]);

  g_assert_no_error (error);
  while (pd_platform_rows_next (rows, &error) == PD_PLATFORM_STEP_ROW)
    g_string_append_printf (out, "%s %s\n", name, pd_platform_rows_text (rows, 0));
}

static char *
state_of_platform (Sim *sim, gboolean exact)
{
  g_autoptr (GString) out = g_string_new (NULL);

  append_platform (out, sim, "document",
                   "SELECT rev || ' ' || deleted || ' ' || body FROM document WHERE tenant = ? ORDER BY id");
  append_platform (
      out, sim, "submission",
      "SELECT order_id || ' ' || state FROM submission WHERE tenant = ? ORDER BY order_id, state");
  append_platform (
      out, sim, "sum",
      "SELECT stream || ' ' || count FROM digest WHERE tenant = ? AND count > 0 ORDER BY stream");
  if (!exact)
    return normalise (sim, out->str);
  append_platform (out, sim, "head", "SELECT seq || chain || epoch FROM tenant_head WHERE tenant = ?");
  append_platform (out, sim, "applied", "SELECT count (*) FROM applied WHERE tenant = ?");
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* (transfer full): what all machines hold, one after the other */
char *
sim_state_of_all (Sim *sim, gboolean exact)
{
  GString *out = g_string_new ("platform\n");
  g_autofree char *platform = state_of_platform (sim, exact);

  g_string_append (out, platform);
  for (guint i = 0; i < sim->options->n_desktops; i++)
    {
      g_autofree char *desktop = sim_state_of_desktop (sim->desktops[i], exact);

      g_string_append_printf (out, "\ndesktop %u\n%s", i, desktop);
    }
  return g_string_free (out, FALSE);
}
