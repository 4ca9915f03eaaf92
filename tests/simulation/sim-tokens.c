/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim.h"

#include "store/pd-store-pending.h"
#include "store/pd-store-rows.h"
#include "wire/pd-wire.h"

#include <string.h>

/*
 * I1 and I22: every value that a person typed and that was saved is a word found nowhere else. Until the platform's
 * history holds it, it is on its author's computer: in the view, in what waits, or in the conflict inbox; and it goes
 * only by its author's own hand.
 */

SimToken *
sim_token_new (Sim *sim, const char *path)
{
  SimToken *token = g_new0 (SimToken, 1);

  g_snprintf (token->text, sizeof token->text, "T%05u.", ++sim->n_tokens);
  token->path = g_strdup (path);
  return token;
}

void
sim_token_free (gpointer data)
{
  SimToken *token = data;

  g_free (token->record);
  g_free (token->path);
  g_free (token);
}

/* They were saved, and the save was told to their author. */
void
sim_tokens_typed (SimDesktop *desktop, const PdRecord *record, GPtrArray *typed)
{
  Sim *sim = desktop->sim;
  g_autofree char *form = pd_wire_record_to_text (record);

  for (guint i = 0; i < typed->len; i++)
    {
      SimToken *token = g_ptr_array_index (typed, i);

      /* Typed over in the same form. */
      token->settled = strstr (form, token->text) == NULL;
      token->desktop = desktop->index;
      token->type = pd_record_get_record_type (record);
      token->record = g_strdup (pd_record_get_id (record));
      token->at = sim->now;
      sim->statistics.edits++;
    }
  while (typed->len > 0)
    g_ptr_array_add (sim->tokens, g_ptr_array_steal_index (typed, 0));
}

static void
append_rows (GString *out, PdStoreSession *session, const char *sql, const char *id)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (session, sql, NULL);
  gboolean row;

  if (statement == NULL)
    return;
  pd_statement_bind (statement, "s", id);
  while (pd_store_session_step (session, statement, &row, NULL) && row)
    {
      const char *text = pd_statement_text (statement, 0);

      g_string_append (out, text != NULL ? text : "");
      g_string_append_c (out, '\n');
    }
}

/* What the computer holds of one record: what is shown, and with it what waits and what is in the inbox. */
char *
sim_tokens_text (SimDesktop *desktop, const PdRecordType *type, const char *id, gboolean view_only)
{
  PdStoreSession *session = desktop->session;
  g_autoptr (PdRecord) view = NULL;
  GString *out = g_string_new (NULL);

  if (pd_store_row_load (session, type, id, &view, NULL) && view != NULL && !pd_record_is_deleted (view))
    {
      pd_wire_write_record (out, view);
      g_string_append_c (out, '\n');
    }
  append_rows (out, session, "SELECT mine FROM conflict WHERE record = ?1 AND decision = 0", id);
  if (!view_only)
    append_rows (out, session, "SELECT mutation FROM outbox WHERE record = ?1", id);
  return g_string_free (out, FALSE);
}

static gboolean
touches (GPtrArray *paths, const char *path)
{
  for (guint i = 0; i < paths->len; i++)
    if (g_str_has_prefix (path, g_ptr_array_index (paths, i)))
      return TRUE;
  return FALSE;
}

/* What was there before its author's own act and is not there after it has been given up, if the act was about it.
 * @paths: (nullable): what the act was about; NULL for everything */
void
sim_tokens_given_up (SimDesktop *desktop, const char *id, const char *before, GPtrArray *paths)
{
  Sim *sim = desktop->sim;

  for (guint i = 0; i < sim->tokens->len; i++)
    {
      SimToken *token = g_ptr_array_index (sim->tokens, i);
      g_autofree char *after = NULL;

      if (token->settled || token->desktop != desktop->index || !g_str_equal (token->record, id) ||
          strstr (before, token->text) == NULL)
        continue;
      after = sim_tokens_text (desktop, token->type, id, TRUE);
      if (strstr (after, token->text) == NULL && (paths == NULL || touches (paths, token->path)))
        token->settled = TRUE;
    }
}

/* The same, when the power went while it was written down. */
void
sim_tokens_in_doubt (SimDesktop *desktop, const char *id, GPtrArray *paths)
{
  Sim *sim = desktop->sim;

  for (guint i = 0; i < sim->tokens->len; i++)
    {
      SimToken *token = g_ptr_array_index (sim->tokens, i);

      if (token->desktop == desktop->index && g_str_equal (token->record, id) &&
          (paths == NULL || touches (paths, token->path)))
        token->doubtful = TRUE;
    }
}

/* The computer went back to a copy: what was typed since then is lost, and nobody promised otherwise. */
void
sim_tokens_lost (SimDesktop *desktop, gint64 after)
{
  Sim *sim = desktop->sim;

  for (guint i = 0; i < sim->tokens->len; i++)
    {
      SimToken *token = g_ptr_array_index (sim->tokens, i);

      if (token->desktop == desktop->index && token->at >= after)
        token->settled = TRUE;
    }
}

void
sim_tokens_in_history (Sim *sim, const char *text)
{
  for (guint i = 0; i < sim->tokens->len; i++)
    {
      SimToken *token = g_ptr_array_index (sim->tokens, i);

      if (!token->settled && strstr (text, token->text) != NULL)
        token->settled = TRUE;
    }
}

/* A decision about a record that is gone makes a new record of it, until it is taken back. TRUE when the word is in
 * what waits or in the inbox. */
static gboolean
find_elsewhere (SimDesktop *desktop, SimToken *token)
{
  g_autofree char *pattern = g_strdup_printf ("%%%s%%", token->text);
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (desktop->session,
                                "SELECT record FROM outbox WHERE mutation LIKE ?1 UNION ALL"
                                " SELECT record FROM conflict WHERE decision = 0 AND mine LIKE ?1",
                                NULL);
  gboolean row;

  pd_statement_bind (statement, "s", pattern);
  if (!pd_store_session_step (desktop->session, statement, &row, NULL) || !row)
    return FALSE;
  g_free (token->record);
  token->record = g_strdup (pd_statement_text (statement, 0));
  return TRUE;
}

static gint64
count (SimDesktop *desktop, const char *sql, const char *id)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (desktop->session, sql, NULL);
  gboolean row;

  pd_statement_bind (statement, "s", id);
  return pd_store_session_step (desktop->session, statement, &row, NULL) && row
             ? sqlite3_column_int64 (statement, 0)
             : 0;
}

static void
check (SimDesktop *desktop, SimToken *token)
{
  g_autofree char *held = sim_tokens_text (desktop, token->type, token->record, FALSE);
  g_autofree char *shown = NULL;

  if (strstr (held, token->text) == NULL)
    {
      if (token->doubtful)
        token->settled = TRUE;
      else if (!find_elsewhere (desktop, token))
        sim_fail (desktop->sim, "I1", "%s, typed on desktop %u into %s of %s, is lost", token->text,
                  desktop->index, token->path, token->record);
      return;
    }
  shown = sim_tokens_text (desktop, token->type, token->record, TRUE);
  /* What replaced it was on the disk when the power went; only what is on its way still has it. */
  if (token->doubtful && strstr (shown, token->text) == NULL)
    {
      token->settled = TRUE;
      return;
    }
  /* A script's person does it again, and says when it is done. */
  token->doubtful = token->doubtful && desktop->sim->script != NULL;
  if (strstr (shown, token->text) == NULL &&
      count (desktop, "SELECT count (*) FROM outbox WHERE record = ?1 AND kind = 3", token->record) == 0)
    sim_fail (desktop->sim, "I22", "%s waits on desktop %u and is not shown in %s", token->text,
              desktop->index, token->record);
}

void
sim_tokens_check (SimDesktop *desktop)
{
  Sim *sim = desktop->sim;

  if (desktop->session == NULL)
    return;
  for (guint i = 0; i < sim->tokens->len && sim->violation == NULL; i++)
    {
      SimToken *token = g_ptr_array_index (sim->tokens, i);

      if (!token->settled && token->desktop == desktop->index)
        check (desktop, token);
    }
}

/* A script's person has seen that it is done. */
void
sim_tokens_done (SimDesktop *desktop)
{
  sim_tokens_check (desktop);
  for (guint i = 0; i < desktop->sim->tokens->len; i++)
    ((SimToken *) g_ptr_array_index (desktop->sim->tokens, i))->doubtful = FALSE;
}

void
sim_tokens_check_end (Sim *sim)
{
  for (guint i = 0; i < sim->tokens->len; i++)
    {
      const SimToken *token = g_ptr_array_index (sim->tokens, i);

      if (!token->settled)
        sim_fail (sim, "I1", "%s, typed on desktop %u into %s of %s, never arrived", token->text,
                  token->desktop, token->path, token->record);
    }
}

/* A person decided: what is not in the decision was given up, what is in it is kept under the id that it has now. */
void
sim_tokens_decided (SimDesktop *desktop, const char *id, const char *before, const PdRecord *merged)
{
  Sim *sim = desktop->sim;
  g_autofree char *kept = merged != NULL ? pd_wire_record_to_text (merged) : g_strdup ("");

  for (guint i = 0; i < sim->tokens->len; i++)
    {
      SimToken *token = g_ptr_array_index (sim->tokens, i);
      g_autofree char *after = NULL;

      if (token->settled || token->desktop != desktop->index || !g_str_equal (token->record, id) ||
          strstr (before, token->text) == NULL || strstr (kept, token->text) != NULL)
        continue;
      after = sim_tokens_text (desktop, token->type, id, FALSE);
      token->settled = strstr (after, token->text) == NULL;
    }
}
