/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-conflict.h"

#include "ctl/pd-ctl-text.h"

#include <glib/gi18n-lib.h>

/** Deciding: one call of "conflict resolve"; it decides all of its conflicts or none. */
typedef struct
{
  PdCtl *ctl;
  gboolean dry_run;
  GPtrArray *outcomes; /* (owned) of Outcome */
  guint n_left;        /* alike, but not decided by what was said */
} Deciding;

/** Outcome: what became of one conflict. */
typedef struct
{
  PdStoreConflict *conflict; /* (owned) */
  PdResolution *resolution;  /* (owned) (nullable) */
  char *new_id;              /* (owned) (nullable) the new record */
} Outcome;

static void
outcome_free (Outcome *outcome)
{
  g_clear_pointer (&outcome->conflict, pd_store_conflict_free);
  g_clear_pointer (&outcome->resolution, pd_resolution_free);
  g_free (outcome->new_id);
  g_free (outcome);
}

static gboolean
has (const Deciding *self, const char *option)
{
  return pd_ctl_arguments_has (self->ctl->arguments, option);
}

static Outcome *
add_outcome (Deciding *self, PdStoreConflict *conflict)
{
  Outcome *outcome = g_new0 (Outcome, 1);

  outcome->conflict = conflict;
  outcome->resolution = pd_store_conflict_resolution (conflict);
  g_ptr_array_add (self->outcomes, outcome);
  return outcome;
}

/* A command that was refused has no fields: it is let be, or asked for again. */
static gboolean
check_command (const Deciding *self, const Outcome *outcome, GError **error)
{
  if (outcome->resolution != NULL && !has (self, "again"))
    return TRUE;
  if (outcome->resolution == NULL && (has (self, "again") || has (self, "all-theirs")))
    return TRUE;
  g_set_error_literal (
      error, PD_CTL_ERROR, PD_CTL_STATUS_FAILED,
      outcome->resolution == NULL
          ? _ ("This is a request that was refused. Take --all-theirs to let it be, or --again "
               "to ask once more.")
          : _ ("Nothing was asked for here that --again could ask for once more."));
  return FALSE;
}

static gboolean
check_decided (const Deciding *self, const Outcome *outcome, GError **error)
{
  guint n = outcome->resolution != NULL ? pd_resolution_get_n_undecided (outcome->resolution) : 0;
  g_autofree char *title = NULL;

  if (n == 0 || self->dry_run || has (self, "as-new"))
    return TRUE;
  title = pd_ctl_conflict_title (outcome->conflict);
  g_set_error (
      error, PD_CTL_ERROR, PD_CTL_STATUS_FAILED,
      ngettext ("%1$s: %2$u thing is not decided. Nothing was done. “piaodanctl conflict show” names it.",
                "%1$s: %2$u things are not decided. Nothing was done. “piaodanctl conflict show” names "
                "them.",
                n),
      title, n);
  return FALSE;
}

static gboolean
carry_out (Deciding *self, PdStoreSession *session, Outcome *outcome, GError **error)
{
  gint64 now = g_get_real_time ();
  const char *id = outcome->conflict->id;

  if (!check_decided (self, outcome, error))
    return FALSE;
  if (self->dry_run)
    return TRUE;
  if (has (self, "again"))
    return pd_store_repeat_command (session, id, now, error);
  if (has (self, "as-new"))
    return pd_store_resolve_as_new (session, id, now, &outcome->new_id, error);
  return pd_store_resolve (session, id, outcome->resolution, now, error);
}

static gboolean
decide_one (Deciding *self, PdStoreSession *session, const char *name, GError **error)
{
  PdStoreConflict *conflict = pd_ctl_conflict_find (session, name, TRUE, error);
  Outcome *outcome;

  if (conflict == NULL)
    return FALSE;
  outcome = add_outcome (self, conflict);
  return check_command (self, outcome, error) &&
         (outcome->resolution == NULL ||
          pd_ctl_conflict_decide (outcome->resolution, self->ctl->arguments, error)) &&
         carry_out (self, session, outcome, error);
}

/* The rest of the inbox that asks the same: what the first one's decisions do not settle stays there. */
static gboolean
decide_alike (Deciding *self, PdStoreSession *session, const char *name, GError **error)
{
  g_autoptr (GPtrArray) conflicts = NULL;
  const Outcome *first;

  if (!decide_one (self, session, name, error))
    return FALSE;
  first = g_ptr_array_index (self->outcomes, self->outcomes->len - 1);
  conflicts = first->resolution != NULL ? pd_store_list_conflicts (session, TRUE, error) : g_ptr_array_new ();
  if (conflicts == NULL)
    return FALSE;
  for (guint i = 0; i < conflicts->len; i++)
    {
      const PdStoreConflict *other = g_ptr_array_index (conflicts, i);
      g_autoptr (PdResolution) resolution = pd_store_conflict_resolution (other);
      Outcome *outcome;

      if (resolution == NULL || g_str_equal (other->id, first->conflict->id) ||
          pd_store_conflict_kind (other) != pd_store_conflict_kind (first->conflict) ||
          !pd_resolution_is_alike (first->resolution, resolution))
        continue;
      if (!pd_resolution_copy_choices (resolution, first->resolution))
        {
          self->n_left++;
          continue;
        }
      outcome = add_outcome (self, pd_store_get_conflict (session, other->id, error));
      pd_resolution_free (outcome->resolution);
      outcome->resolution = g_steal_pointer (&resolution);
      if (!carry_out (self, session, outcome, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
resolve_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Deciding *self = data;
  const PdCtlArguments *arguments = self->ctl->arguments;
  const char *alike = pd_ctl_arguments_get (arguments, "alike");
  const char *name;

  for (guint i = 0; (name = pd_ctl_arguments_positional (arguments, i)) != NULL; i++)
    if (!decide_one (self, session, name, error))
      return FALSE;
  return alike == NULL || decide_alike (self, session, alike, error);
}

static const char *
decision_name (const Deciding *self, const Outcome *outcome)
{
  g_autoptr (PdRecord) merged = NULL;

  if (has (self, "again"))
    return "again";
  if (has (self, "as-new"))
    return "new";
  if (outcome->resolution == NULL || has (self, "all-theirs"))
    return "theirs";
  return has (self, "all-mine") ? "mine" : "merged";
}

static void
json_outcome (Deciding *self, const Outcome *outcome)
{
  PdCtlJson *json = self->ctl->document;
  g_autoptr (PdRecord) merged =
      outcome->resolution != NULL ? pd_resolution_apply (outcome->resolution) : NULL;

  pd_ctl_json_open (json, NULL, '{');
  pd_ctl_json_string (json, "id", outcome->conflict->id);
  pd_ctl_json_string (json, "record_id", outcome->conflict->record_id);
  pd_ctl_json_string (json, "title", outcome->conflict->title);
  pd_ctl_json_string (json, "decision", decision_name (self, outcome));
  pd_ctl_json_integer (json, "undecided",
                       outcome->resolution != NULL ? pd_resolution_get_n_undecided (outcome->resolution) : 0);
  if (outcome->new_id != NULL)
    pd_ctl_json_string (json, "new_record_id", outcome->new_id);
  pd_ctl_json_record (json, "merged", merged);
  pd_ctl_json_close (json, '}');
}

static void
say_outcome (Deciding *self, const Outcome *outcome)
{
  PdCtl *ctl = self->ctl;
  g_autofree char *title = pd_ctl_conflict_title (outcome->conflict);

  if (self->dry_run)
    {
      pd_ctl_conflict_print (ctl, outcome->conflict, outcome->resolution);
      if (outcome->resolution != NULL)
        pd_ctl_conflict_print_total (ctl, outcome->resolution);
    }
  else if (has (self, "again"))
    pd_ctl_say (ctl, _ ("%s: asked again; the next sync sends it."), title);
  else if (outcome->new_id != NULL)
    pd_ctl_say (ctl,
                _ ("%s: left as it is on the platform. A new record was made of your version; the next sync "
                   "sends it."),
                title);
  else if (g_str_equal (decision_name (self, outcome), "theirs"))
    pd_ctl_say (ctl, _ ("%s: decided, as it is on the platform."), title);
  else
    pd_ctl_say (ctl, _ ("%s: decided; the next sync sends it."), title);
}

static void
report (Deciding *self)
{
  PdCtl *ctl = self->ctl;

  pd_ctl_json_boolean (ctl->document, "dry_run", self->dry_run);
  pd_ctl_json_open (ctl->document, "resolved", '[');
  for (guint i = 0; i < self->outcomes->len; i++)
    {
      const Outcome *outcome = g_ptr_array_index (self->outcomes, i);

      json_outcome (self, outcome);
      if (!ctl->arguments->json)
        say_outcome (self, outcome);
    }
  pd_ctl_json_close (ctl->document, ']');
  pd_ctl_json_integer (ctl->document, "left", self->n_left);
  if (self->n_left == 0)
    return;
  ctl->status = PD_CTL_STATUS_PARTLY;
  pd_ctl_warn (ctl,
               ngettext ("%u conflict like it is not settled by this and stays open.",
                         "%u conflicts like it are not settled by this and stay open.", self->n_left),
               self->n_left);
}

/* Something must be said about what to take, and about which. */
static gboolean
check_arguments (const PdCtlArguments *arguments, GError **error)
{
  static const char *const whole[] = { "all-mine", "all-theirs", "as-new", "again" };
  guint n_whole = 0;
  gboolean fields = pd_ctl_arguments_has (arguments, "mine") || pd_ctl_arguments_has (arguments, "theirs") ||
                    pd_ctl_arguments_has (arguments, "set");
  const char *sentence = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (whole); i++)
    n_whole += pd_ctl_arguments_has (arguments, whole[i]);
  if (arguments->positionals->len == 0 && !pd_ctl_arguments_has (arguments, "alike"))
    sentence = _ ("Name the conflict, or one of several with --alike.");
  else if (n_whole == 0 && !fields)
    sentence =
        _ ("Say what to take: --mine FIELD, --theirs FIELD, --set FIELD=VALUE, --all-mine, --all-theirs, "
           "--as-new or --again.");
  else if (n_whole > 1)
    sentence = _ ("Give only one of --all-mine, --all-theirs, --as-new and --again.");
  else if (fields &&
           (pd_ctl_arguments_has (arguments, "as-new") || pd_ctl_arguments_has (arguments, "again")))
    sentence = _ ("--as-new and --again are about the whole record and go with no field.");
  if (sentence != NULL)
    g_set_error_literal (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, sentence);
  return sentence == NULL;
}

/**
 * pd_ctl_conflict_resolve:
 *
 * Decides conflicts field by field, all that are named or none. With --dry-run it shows what would come out.
 */
gboolean
pd_ctl_conflict_resolve (PdCtl *ctl, GError **error)
{
  Deciding self = { .ctl = ctl };
  gboolean good;

  if (!check_arguments (ctl->arguments, error))
    return FALSE;
  self.dry_run = pd_ctl_arguments_has (ctl->arguments, "dry-run");
  self.outcomes = g_ptr_array_new_with_free_func ((GDestroyNotify) outcome_free);
  good = self.dry_run ? pd_store_read (ctl->store, resolve_job, &self, ctl->cancellable, error)
                      : pd_store_write (ctl->store, resolve_job, &self, ctl->cancellable, error);
  if (good)
    report (&self);
  g_ptr_array_unref (self.outcomes);
  return good;
}
