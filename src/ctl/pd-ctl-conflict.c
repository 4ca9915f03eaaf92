/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-conflict.h"

#include "ctl/pd-ctl-table.h"
#include "ctl/pd-ctl-text.h"

#include <glib/gi18n-lib.h>

static gboolean
list_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  GPtrArray **conflicts = data;

  *conflicts = pd_store_list_conflicts (session, TRUE, error);
  return *conflicts != NULL;
}

static void
json_conflict (PdCtlJson *json, const char *name, const PdStoreConflict *conflict)
{
  pd_ctl_json_open (json, name, '{');
  pd_ctl_json_string (json, "id", conflict->id);
  pd_ctl_json_string (json, "type", conflict->type->name);
  pd_ctl_json_string (json, "record_id", conflict->record_id);
  pd_ctl_json_string (json, "title", conflict->title);
  pd_ctl_json_string (json, "state", pd_ctl_row_state_name (conflict->state));
  pd_ctl_json_string (json, "command", conflict->command);
  pd_ctl_json_string (json, "code", conflict->code);
  pd_ctl_json_string (json, "message", conflict->message);
  pd_ctl_json_boolean (json, "open", conflict->decision == PD_DECISION_OPEN);
  pd_ctl_json_integer (json, "created_at", conflict->created_at);
  pd_ctl_json_open (json, "atoms", '[');
  for (guint i = 0; conflict->atoms != NULL && conflict->atoms[i] != NULL; i++)
    pd_ctl_json_string (json, NULL, conflict->atoms[i]);
  pd_ctl_json_close (json, ']');
  pd_ctl_json_record (json, "base", conflict->base);
  pd_ctl_json_record (json, "mine", conflict->mine);
  pd_ctl_json_record (json, "theirs", conflict->theirs);
  pd_ctl_json_close (json, '}');
}

static void
print_list (PdCtl *ctl, GPtrArray *conflicts)
{
  static const char *const headings[] = { N_ ("Id"), N_ ("Record"), "", N_ ("Since"), N_ ("Reason") };
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (G_N_ELEMENTS (headings));

  for (guint i = 0; i < G_N_ELEMENTS (headings); i++)
    pd_ctl_table_add (table, *headings[i] != '\0' ? _ (headings[i]) : "");
  for (guint i = 0; i < conflicts->len; i++)
    {
      const PdStoreConflict *conflict = g_ptr_array_index (conflicts, i);

      pd_ctl_table_add (table, conflict->id);
      pd_ctl_table_add (table, _ (conflict->type->label));
      pd_ctl_table_add (table, conflict->title);
      pd_ctl_table_take (table, pd_ctl_time_text (conflict->created_at));
      pd_ctl_table_add (table, conflict->message != NULL ? conflict->message : conflict->code);
    }
  if (conflicts->len > 0)
    pd_ctl_table_write (table, ctl->out);
  pd_ctl_say (ctl, ngettext ("%u conflict.", "%u conflicts.", conflicts->len), conflicts->len);
}

/**
 * pd_ctl_conflict_list:
 *
 * Lists what a person has to decide.
 */
gboolean
pd_ctl_conflict_list (PdCtl *ctl, GError **error)
{
  g_autoptr (GPtrArray) conflicts = NULL;

  if (!pd_store_read (ctl->store, list_job, &conflicts, ctl->cancellable, error))
    return FALSE;
  pd_ctl_json_open (ctl->document, "conflicts", '[');
  for (guint i = 0; i < conflicts->len; i++)
    json_conflict (ctl->document, NULL, g_ptr_array_index (conflicts, i));
  pd_ctl_json_close (ctl->document, ']');
  if (!ctl->arguments->json)
    print_list (ctl, conflicts);
  return TRUE;
}

/* A person may name the record instead of the entry: its number, or its id. */
static PdStoreConflict *
find_conflict (PdStoreSession *session, const char *name, GError **error)
{
  g_autoptr (GPtrArray) conflicts = pd_store_list_conflicts (session, TRUE, error);

  for (guint i = 0; conflicts != NULL && i < conflicts->len; i++)
    {
      const PdStoreConflict *conflict = g_ptr_array_index (conflicts, i);

      if (g_str_equal (conflict->id, name) || g_strcmp0 (conflict->title, name) == 0 ||
          g_strcmp0 (conflict->record_id, name) == 0)
        return pd_store_get_conflict (session, conflict->id, error);
    }
  if (conflicts != NULL)
    g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_NOT_FOUND, _ ("There is no open conflict “%s”."), name);
  return NULL;
}

/** Decision: one conflict, looked at or decided. */
typedef struct
{
  PdCtl *ctl;
  PdStoreConflict *conflict; /* (owned) (nullable) */
} Decision;

static gboolean
show_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Decision *decision = data;

  decision->conflict =
      find_conflict (session, pd_ctl_arguments_positional (decision->ctl->arguments, 0), error);
  return decision->conflict != NULL;
}

static char *
side_text (const PdRecord *record, guint field)
{
  return record != NULL ? pd_ctl_field_text (record, field) : g_strdup ("");
}

/* A row for each field in which the two sides differ. */
static void
add_differences (PdCtlTable *table,
                 const char *prefix,
                 const PdRecordType *type,
                 const PdRecord *base,
                 const PdRecord *mine,
                 const PdRecord *theirs)
{
  for (guint i = 0; i < type->n_fields; i++)
    {
      g_autofree char *was = side_text (base, i), *my = side_text (mine, i), *their = side_text (theirs, i);

      if (!pd_ctl_field_is_writable (&type->fields[i]) || g_str_equal (my, their))
        continue;
      pd_ctl_table_take (table, g_strdup_printf ("%s%s", prefix, _ (type->fields[i].label)));
      pd_ctl_table_add (table, was);
      pd_ctl_table_add (table, my);
      pd_ctl_table_add (table, their);
    }
}

static PdRecord *
line_of (const PdRecord *record, guint list, const char *id)
{
  return record != NULL ? pd_record_find_line (record, list, id) : NULL;
}

/* Lines of one side, those that the other has, too, only once. */
static void
add_line_differences (PdCtlTable *table, const PdStoreConflict *conflict, guint list, gboolean of_theirs)
{
  const PdRecord *side = of_theirs ? conflict->theirs : conflict->mine;
  GPtrArray *lines = side != NULL ? pd_record_get_list (side, list) : NULL;

  for (guint i = 0; lines != NULL && i < lines->len; i++)
    {
      const PdRecord *line = g_ptr_array_index (lines, i);
      const char *id = pd_record_get_id (line);
      g_autofree char *prefix = g_strdup_printf ("%s: ", pd_record_get_title (line));

      if (of_theirs && line_of (conflict->mine, list, id) != NULL)
        continue;
      add_differences (table, prefix, conflict->type->lists[list], line_of (conflict->base, list, id),
                       line_of (conflict->mine, list, id), line_of (conflict->theirs, list, id));
    }
}

static void
print_conflict (PdCtl *ctl, const PdStoreConflict *conflict)
{
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (4);

  pd_ctl_print (ctl, "%s %s: %s", _ (conflict->type->label), conflict->title != NULL ? conflict->title : "",
                conflict->message != NULL ? conflict->message : "");
  if (conflict->command != NULL)
    pd_ctl_print (ctl, _ ("The command “%s” was not accepted."), pd_ctl_command_words (conflict->command));
  pd_ctl_table_add (table, "");
  pd_ctl_table_add (table, _ ("Before"));
  pd_ctl_table_add (table, _ ("Mine"));
  pd_ctl_table_add (table, _ ("Theirs"));
  add_differences (table, "", conflict->type, conflict->base, conflict->mine, conflict->theirs);
  for (guint i = 0; i < conflict->type->n_lists; i++)
    {
      add_line_differences (table, conflict, i, FALSE);
      add_line_differences (table, conflict, i, TRUE);
    }
  pd_ctl_table_write (table, ctl->out);
}

/**
 * pd_ctl_conflict_show:
 *
 * Shows what a conflict is about: what was, what its author wants, and what the platform has.
 */
gboolean
pd_ctl_conflict_show (PdCtl *ctl, GError **error)
{
  Decision decision = { .ctl = ctl };
  gboolean good = pd_store_read (ctl->store, show_job, &decision, ctl->cancellable, error);

  if (good)
    json_conflict (ctl->document, "conflict", decision.conflict);
  if (good && !ctl->arguments->json)
    print_conflict (ctl, decision.conflict);
  g_clear_pointer (&decision.conflict, pd_store_conflict_free);
  return good;
}

static gboolean
resolve_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Decision *decision = data;
  g_autoptr (PdRecord) merged = NULL;

  if (!show_job (session, data, cancellable, error))
    return FALSE;
  if (pd_ctl_arguments_has (decision->ctl->arguments, "mine"))
    {
      merged = pd_store_conflict_mine (decision->conflict);
      if (merged == NULL)
        {
          g_set_error_literal (
              error, PD_CTL_ERROR, PD_CTL_STATUS_FAILED,
              _ ("Your side is a command that was refused. Take --theirs, mend the reason, and ask "
                 "again."));
          return FALSE;
        }
    }
  return pd_store_resolve_conflict (session, decision->conflict->id, merged, g_get_real_time (), error);
}

/**
 * pd_ctl_conflict_resolve:
 *
 * Ends a conflict with one of its sides.
 */
gboolean
pd_ctl_conflict_resolve (PdCtl *ctl, GError **error)
{
  Decision decision = { .ctl = ctl };
  gboolean mine = pd_ctl_arguments_has (ctl->arguments, "mine");
  gboolean good;

  if (mine == pd_ctl_arguments_has (ctl->arguments, "theirs"))
    {
      g_set_error_literal (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("Give either --mine or --theirs."));
      return FALSE;
    }
  good = pd_store_write (ctl->store, resolve_job, &decision, ctl->cancellable, error);
  if (good)
    {
      pd_ctl_json_string (ctl->document, "resolved", decision.conflict->id);
      pd_ctl_json_string (ctl->document, "decision", mine ? "mine" : "theirs");
      pd_ctl_say (ctl, mine ? _ ("Decided: your version; the next sync sends it.")
                            : _ ("Decided: their version."));
    }
  g_clear_pointer (&decision.conflict, pd_store_conflict_free);
  return good;
}
