/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-conflict.h"

#include "ctl/pd-ctl-table.h"
#include "ctl/pd-ctl-text.h"

#include <glib/gi18n-lib.h>

/** Listing: the inbox as it was read. */
typedef struct
{
  gboolean open_only;
  GPtrArray *conflicts; /* (owned) (nullable) of PdStoreConflict */
} Listing;

static gboolean
list_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Listing *listing = data;

  listing->conflicts = pd_store_list_conflicts (session, listing->open_only, error);
  return listing->conflicts != NULL;
}

static const char *
decision_name (PdStoreDecision decision)
{
  static const char *const names[] = { "open", "merged", "theirs", "superseded", "new" };

  return (guint) decision < G_N_ELEMENTS (names) ? names[decision] : "unknown";
}

static const char *
decision_words (PdStoreDecision decision)
{
  switch (decision)
    {
    case PD_DECISION_OPEN:
      return _ ("to be decided");
    case PD_DECISION_MERGED:
      return _ ("decided field by field");
    case PD_DECISION_THEIRS:
      return _ ("theirs taken");
    case PD_DECISION_NEW:
      return _ ("a new record made");
    case PD_DECISION_SUPERSEDED:
    default:
      return _ ("ended by itself");
    }
}

static const char *
kind_name (PdConflictKind kind)
{
  static const char *const names[] = { "fields",       "rejected", "frozen", "deleted_there",
                                       "deleted_here", "absent",   "command" };

  return names[kind];
}

static void
json_difference (PdCtlJson *json, const PdResolution *resolution, const PdDifference *difference)
{
  pd_ctl_json_open (json, NULL, '{');
  pd_ctl_json_string (json, "path", difference->path);
  pd_ctl_json_boolean (json, "conflict", difference->conflict);
  pd_ctl_json_boolean (json, "locked", difference->locked);
  pd_ctl_json_boolean (json, "mine_changed", difference->mine_changed);
  pd_ctl_json_boolean (json, "theirs_changed", difference->theirs_changed);
  pd_ctl_json_boolean (json, "decided", pd_resolution_is_decided (resolution, difference->path));
  pd_ctl_json_close (json, '}');
}

static void
json_merge (PdCtlJson *json, const PdStoreConflict *conflict)
{
  g_autoptr (PdResolution) resolution = pd_store_conflict_resolution (conflict);
  GPtrArray *differences = resolution != NULL ? pd_resolution_get_differences (resolution) : NULL;
  g_autoptr (PdRecord) merged = resolution != NULL ? pd_resolution_apply (resolution) : NULL;

  pd_ctl_json_open (json, "differences", '[');
  for (guint i = 0; differences != NULL && i < differences->len; i++)
    json_difference (json, resolution, g_ptr_array_index (differences, i));
  pd_ctl_json_close (json, ']');
  pd_ctl_json_integer (json, "undecided",
                       resolution != NULL ? pd_resolution_get_n_undecided (resolution) : 0);
  pd_ctl_json_record (json, "merged", merged);
}

/* One entry of the inbox, as every command of the group writes it. */
void
pd_ctl_conflict_json (PdCtlJson *json, const char *name, const PdStoreConflict *conflict)
{
  pd_ctl_json_open (json, name, '{');
  pd_ctl_json_string (json, "id", conflict->id);
  pd_ctl_json_string (json, "type", conflict->type->name);
  pd_ctl_json_string (json, "record_id", conflict->record_id);
  pd_ctl_json_string (json, "title", conflict->title);
  pd_ctl_json_string (json, "state", pd_ctl_row_state_name (conflict->state));
  pd_ctl_json_string (json, "kind", kind_name (pd_store_conflict_kind (conflict)));
  pd_ctl_json_string (json, "command", conflict->command);
  pd_ctl_json_string (json, "words", conflict->words);
  pd_ctl_json_string (json, "code", conflict->code);
  pd_ctl_json_string (json, "message", conflict->message);
  pd_ctl_json_boolean (json, "open", conflict->decision == PD_DECISION_OPEN);
  pd_ctl_json_string (json, "decision", decision_name (conflict->decision));
  pd_ctl_json_integer (json, "created_at", conflict->created_at);
  if (conflict->decision != PD_DECISION_OPEN)
    pd_ctl_json_integer (json, "resolved_at", conflict->resolved_at);
  pd_ctl_json_open (json, "atoms", '[');
  for (guint i = 0; conflict->atoms != NULL && conflict->atoms[i] != NULL; i++)
    pd_ctl_json_string (json, NULL, conflict->atoms[i]);
  pd_ctl_json_close (json, ']');
  pd_ctl_json_record (json, "base", conflict->base);
  pd_ctl_json_record (json, "mine", conflict->mine);
  pd_ctl_json_record (json, "theirs", conflict->theirs);
  if (conflict->decision == PD_DECISION_OPEN)
    json_merge (json, conflict);
  else
    pd_ctl_json_record (json, "decided", conflict->decided);
  pd_ctl_json_close (json, '}');
}

static void
print_list (PdCtl *ctl, GPtrArray *conflicts, gboolean open_only)
{
  static const char *const headings[] = { N_ ("Id"),    N_ ("Record"), "",
                                          N_ ("Since"), N_ ("Reason"), N_ ("Decision") };
  guint n_columns = G_N_ELEMENTS (headings) - (open_only ? 1 : 0);
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (n_columns);

  for (guint i = 0; i < n_columns; i++)
    pd_ctl_table_add (table, *headings[i] != '\0' ? _ (headings[i]) : "");
  for (guint i = 0; i < conflicts->len; i++)
    {
      const PdStoreConflict *conflict = g_ptr_array_index (conflicts, i);

      pd_ctl_table_add (table, conflict->id);
      pd_ctl_table_add (table, _ (conflict->type->label));
      pd_ctl_table_add (table, conflict->title);
      pd_ctl_table_take (table, pd_ctl_time_text (conflict->created_at));
      pd_ctl_table_add (table, conflict->message != NULL ? conflict->message : conflict->code);
      if (!open_only)
        pd_ctl_table_add (table, decision_words (conflict->decision));
    }
  if (conflicts->len > 0)
    pd_ctl_table_write (table, ctl->out);
  pd_ctl_say (ctl, ngettext ("%u conflict.", "%u conflicts.", conflicts->len), conflicts->len);
}

/**
 * pd_ctl_conflict_list:
 *
 * Lists what a person has to decide; with --all what was decided, too.
 */
gboolean
pd_ctl_conflict_list (PdCtl *ctl, GError **error)
{
  Listing listing = { .open_only = !pd_ctl_arguments_has (ctl->arguments, "all") };
  g_autoptr (GPtrArray) conflicts = NULL;

  if (!pd_store_read (ctl->store, list_job, &listing, ctl->cancellable, error))
    return FALSE;
  conflicts = listing.conflicts;
  pd_ctl_json_open (ctl->document, "conflicts", '[');
  for (guint i = 0; i < conflicts->len; i++)
    pd_ctl_conflict_json (ctl->document, NULL, g_ptr_array_index (conflicts, i));
  pd_ctl_json_close (ctl->document, ']');
  if (!ctl->arguments->json)
    print_list (ctl, conflicts, listing.open_only);
  return TRUE;
}

static gboolean
is_called (const PdStoreConflict *conflict, const char *name)
{
  return g_str_equal (conflict->id, name) || g_strcmp0 (conflict->title, name) == 0 ||
         g_strcmp0 (conflict->record_id, name) == 0;
}

/* A person decided it: it can be undone. */
static gboolean
is_decided (const PdStoreConflict *conflict)
{
  return conflict->decision != PD_DECISION_OPEN && conflict->decision != PD_DECISION_SUPERSEDED;
}

/**
 * pd_ctl_conflict_find:
 * @session: the session
 * @name: the entry's id, or its record's number or id
 * @open: whether it is to be open; else the one that was decided last
 * @error: return location for %PD_CTL_STATUS_NOT_FOUND
 *
 * Returns: (transfer full) (nullable): the entry
 */
PdStoreConflict *
pd_ctl_conflict_find (PdStoreSession *session, const char *name, gboolean open, GError **error)
{
  g_autoptr (GPtrArray) conflicts = pd_store_list_conflicts (session, open, error);
  const PdStoreConflict *best = NULL;

  for (guint i = 0; conflicts != NULL && i < conflicts->len; i++)
    {
      const PdStoreConflict *conflict = g_ptr_array_index (conflicts, i);

      if (is_called (conflict, name) && (open || is_decided (conflict)) &&
          (best == NULL || conflict->resolved_at > best->resolved_at))
        best = conflict;
    }
  if (best != NULL)
    return pd_store_get_conflict (session, best->id, error);
  if (conflicts != NULL)
    g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_NOT_FOUND,
                 open ? _ ("There is no open conflict “%s”.") : _ ("There is no decided conflict “%s”."),
                 name);
  return NULL;
}

/* (transfer full): "Order PX-2026-0001" */
char *
pd_ctl_conflict_title (const PdStoreConflict *conflict)
{
  return g_strdup_printf ("%s %s", _ (conflict->type->label),
                          conflict->title != NULL ? conflict->title : conflict->record_id);
}

/** Shown: the entry that a name stands for. */
typedef struct
{
  const char *name;
  PdStoreConflict *conflict; /* (owned) (nullable) */
} Shown;

static gboolean
show_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Shown *shown = data;
  g_autoptr (GError) local = NULL;

  shown->conflict = pd_ctl_conflict_find (session, shown->name, TRUE, &local);
  /* One that has been decided is kept, to be looked at. */
  if (shown->conflict == NULL && g_error_matches (local, PD_CTL_ERROR, PD_CTL_STATUS_NOT_FOUND))
    shown->conflict = pd_ctl_conflict_find (session, shown->name, FALSE, NULL);
  if (shown->conflict == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return shown->conflict != NULL;
}

/**
 * pd_ctl_conflict_show:
 *
 * Shows what a conflict is about: what was, what its author wants, what the platform has, by whom and when, and what
 * the merge makes of both.
 */
gboolean
pd_ctl_conflict_show (PdCtl *ctl, GError **error)
{
  Shown shown = { .name = pd_ctl_arguments_positional (ctl->arguments, 0) };
  g_autoptr (PdStoreConflict) conflict = NULL;
  g_autoptr (PdResolution) resolution = NULL;

  if (!pd_store_read (ctl->store, show_job, &shown, ctl->cancellable, error))
    return FALSE;
  conflict = shown.conflict;
  pd_ctl_conflict_json (ctl->document, "conflict", conflict);
  if (ctl->arguments->json)
    return TRUE;
  resolution = pd_store_conflict_resolution (conflict);
  pd_ctl_conflict_print (ctl, conflict, resolution);
  if (conflict->decision != PD_DECISION_OPEN)
    pd_ctl_print (ctl, _ ("It has been decided: %s."), decision_words (conflict->decision));
  else if (resolution != NULL)
    pd_ctl_conflict_print_total (ctl, resolution);
  return TRUE;
}
