/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-ticket.h"

#include "ctl/pd-ctl-account.h"
#include "ctl/pd-ctl-entry.h"
#include "ctl/pd-ctl-find.h"
#include "ctl/pd-ctl-text.h"
#include "model/pd-device.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-permission.h"
#include "model/pd-solution.h"
#include "model/pd-ticket.h"
#include "model/pd-workflow.h"

#include <glib/gi18n-lib.h>

/** Work: one ticket or solution, and what is done with it. */
typedef struct
{
  PdCtl *ctl;
  gint64 now;
  const char *command; /* (nullable) a step of its workflow */
  PdRecord *record;    /* (owned) (nullable) */
} Work;

static const char *
argument (const Work *work, guint index)
{
  return pd_ctl_arguments_positional (work->ctl->arguments, index);
}

static gboolean
run (Work *work, const char *action, const char *object, PdStoreJob job, GError **error)
{
  PdCtl *ctl = work->ctl;
  gboolean done;

  work->now = g_get_real_time ();
  done = pd_ctl_check_right (ctl, action, object, error) &&
         pd_store_write (ctl->store, job, work, ctl->cancellable, error);
  if (done)
    {
      const PdRecordType *type = pd_record_get_record_type (work->record);

      pd_ctl_json_record (ctl->document, type->name, work->record);
      if (work->command != NULL)
        pd_ctl_say (ctl, _ ("%1$s: “%2$s” is asked for; the next sync sends it."),
                    pd_record_get_title (work->record), pd_ctl_command_words (type, work->command));
      else
        pd_ctl_say (ctl, "%s",
                    _ ("It is saved here, and goes to the platform with the next “piaodanctl sync”."));
      pd_ctl_print (ctl, "%s",
                    type == &pd_ticket_type ? pd_record_get_title (work->record)
                                            : pd_record_get_id (work->record));
    }
  g_clear_pointer (&work->record, pd_record_unref);
  return done;
}

/* --- new ones */

/* What the ticket is about, named by an option each. */
static gboolean
take_subjects (const Work *work, PdStoreSession *session, GError **error)
{
  static const struct
  {
    const char *option;
    const PdRecordType *type;
  } subjects[] = {
    { "order", &pd_order_type },
    { "invoice", &pd_invoice_type },
    { "device", &pd_device_type },
    { "buyer", &pd_buyer_type },
  };

  for (guint i = 0; i < G_N_ELEMENTS (subjects); i++)
    {
      const char *name = pd_ctl_arguments_get (work->ctl->arguments, subjects[i].option);
      g_autoptr (PdRecord) subject =
          name != NULL ? pd_ctl_find (session, subjects[i].type, name, error) : NULL;

      if (name != NULL && subject == NULL)
        return FALSE;
      if (subject != NULL)
        pd_ticket_take_subject (work->record, subject);
    }
  return TRUE;
}

/* @before: (nullable): as it was saved before */
static gboolean
save (Work *work, PdStoreSession *session, const PdRecord *before, GError **error)
{
  if (before == NULL)
    return pd_store_save_record (session, work->record, work->now, error);
  return pd_record_equal (before, work->record) ||
         pd_store_save_changes (session, before, work->record, work->now, error);
}

/* What is told is what was saved: the office's days are written down with it. */
static gboolean
set_and_save (Work *work, PdStoreSession *session, const PdRecord *before, GError **error)
{
  GPtrArray *assignments = pd_ctl_arguments_get_all (work->ctl->arguments, "set");
  g_autoptr (PdRecord) saved = NULL;

  for (guint i = 0; assignments != NULL && i < assignments->len; i++)
    if (!pd_ctl_entry_set (work->record, assignments->pdata[i], error))
      return FALSE;
  pd_record_derive (work->record);
  if (!save (work, session, before, error))
    return FALSE;
  saved = pd_store_get_record (session, pd_record_get_record_type (work->record),
                               pd_record_get_id (work->record), error);
  if (saved == NULL)
    return FALSE;
  pd_record_unref (work->record);
  work->record = g_steal_pointer (&saved);
  return TRUE;
}

static gboolean
new_ticket_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  g_autofree char *today = pd_ctl_today ();

  g_clear_pointer (&work->record, pd_record_unref);
  work->record = pd_ticket_new (work->now, today);
  pd_record_set_text (work->record, PD_TICKET_TITLE, argument (work, 0));
  if (!pd_ctl_entry_set_options (work->record, work->ctl->arguments, error) ||
      !take_subjects (work, session, error))
    return FALSE;
  if (!pd_record_has (work->record, PD_TICKET_KIND))
    pd_record_set_text (work->record, PD_TICKET_KIND, PD_TICKET_KIND_OTHER);
  return set_and_save (work, session, NULL, error);
}

/** pd_ctl_ticket_new: enters a ticket; its number is printed. */
gboolean
pd_ctl_ticket_new (PdCtl *ctl, GError **error)
{
  Work work = { .ctl = ctl };

  return run (&work, "create", pd_ticket_type.name, new_ticket_job, error);
}

static gboolean
new_solution_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  const char *from = pd_ctl_arguments_get (work->ctl->arguments, "from-ticket");
  g_autoptr (PdRecord) ticket = from != NULL ? pd_ctl_find (session, &pd_ticket_type, from, error) : NULL;

  if (from != NULL && ticket == NULL)
    return FALSE;
  g_clear_pointer (&work->record, pd_record_unref);
  work->record = pd_solution_new (work->now);
  pd_record_set_text (work->record, PD_SOLUTION_TITLE, argument (work, 0));
  if (!pd_ctl_entry_set_options (work->record, work->ctl->arguments, error))
    return FALSE;
  if (ticket != NULL)
    pd_solution_take_ticket (work->record, ticket);
  return set_and_save (work, session, NULL, error);
}

/** pd_ctl_solution_new: enters a draft of a solution; its id is printed. */
gboolean
pd_ctl_solution_new (PdCtl *ctl, GError **error)
{
  Work work = { .ctl = ctl };

  return run (&work, "create", pd_solution_type.name, new_solution_job, error);
}

/* --- what is added to a ticket */

static gboolean
comment_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  const char *channel = pd_ctl_arguments_get (work->ctl->arguments, "channel");
  g_autoptr (PdRecord) before = NULL;
  PdRecord *comment;

  g_clear_pointer (&work->record, pd_record_unref);
  work->record = pd_ctl_find (session, &pd_ticket_type, argument (work, 0), error);
  if (work->record == NULL)
    return FALSE;
  before = pd_record_copy (work->record);
  comment = pd_ticket_add_comment (work->record, PD_TICKET_CHANNEL_INTERNAL, argument (work, 1), work->now);
  return (channel == NULL ||
          pd_ctl_entry_set_field (comment, PD_TICKET_COMMENT_CHANNEL, "channel", channel, error)) &&
         set_and_save (work, session, before, error);
}

/** pd_ctl_ticket_comment: adds a comment to a ticket. */
gboolean
pd_ctl_ticket_comment (PdCtl *ctl, GError **error)
{
  Work work = { .ctl = ctl };

  return run (&work, "patch", pd_ticket_comment_type.name, comment_job, error);
}

static gboolean
link_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  g_autoptr (PdRecord) before = NULL;
  g_autoptr (PdRecord) solution = NULL;

  g_clear_pointer (&work->record, pd_record_unref);
  work->record = pd_ctl_find (session, &pd_ticket_type, argument (work, 0), error);
  solution =
      work->record != NULL ? pd_ctl_find (session, &pd_solution_type, argument (work, 1), error) : NULL;
  if (solution == NULL)
    return FALSE;
  before = pd_record_copy (work->record);
  (void) pd_ticket_link_solution (work->record, solution, work->now);
  return set_and_save (work, session, before, error);
}

/** pd_ctl_ticket_link: links a solution of the library to a ticket; a second time changes nothing. */
gboolean
pd_ctl_ticket_link (PdCtl *ctl, GError **error)
{
  Work work = { .ctl = ctl };

  return run (&work, "patch", pd_ticket_type.name, link_job, error);
}

/* --- steps */

static gboolean
check_step (const Work *work, GError **error)
{
  const char *reason = pd_ctl_arguments_get (work->ctl->arguments, "reason");
  g_autofree char *obstacle = NULL;

  if (!pd_workflow_offers (work->record, work->command))
    {
      g_set_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED,
                   _ ("%1$s is at “%2$s” now, and this is not possible there."),
                   pd_record_get_title (work->record), pd_workflow_place (work->record));
      return FALSE;
    }
  obstacle = pd_workflow_obstacle (work->record, work->command, reason);
  if (obstacle != NULL)
    g_set_error_literal (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED, obstacle);
  return obstacle == NULL;
}

/* What the step needs may be entered with it: who, and what helped. */
static gboolean
step_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  const PdRecordType *type = work->ctl->arguments->command->type;
  guint names = work->ctl->arguments->positionals->len;
  g_autoptr (PdRecord) before = NULL;

  g_clear_pointer (&work->record, pd_record_unref);
  work->record = pd_ctl_find (session, type, argument (work, names - 1), error);
  if (work->record == NULL)
    return FALSE;
  before = pd_record_copy (work->record);
  return pd_ctl_entry_set_options (work->record, work->ctl->arguments, error) && check_step (work, error) &&
         set_and_save (work, session, before, error) &&
         pd_store_add_command (session, type, pd_record_get_id (work->record), work->command,
                               pd_ctl_arguments_get (work->ctl->arguments, "reason"), work->now, error);
}

/* (transfer full) (nullable): the command as the table has it */
static char *
take_command (const PdRecordType *type, const char *word, GError **error)
{
  g_autofree char *command = g_strdelimit (g_strdup (word), "-", '_');
  g_autoptr (GString) all = g_string_new (NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint n;
  const PdTransition *arrows = pd_workflow_transitions (&n);

  for (guint i = 0; i < n; i++)
    if (g_str_equal (arrows[i].type, type->name) && arrows[i].command != NULL &&
        g_hash_table_add (seen, (gpointer) arrows[i].command))
      g_string_append_printf (all, "%s%s", all->len > 0 ? ", " : "", arrows[i].command);
  if (g_hash_table_contains (seen, command))
    return g_steal_pointer (&command);
  g_strdelimit (all->str, "_", '-');
  g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("There is no step “%1$s” here; there are: %2$s."),
               word, all->str);
  return NULL;
}

/**
 * pd_ctl_ticket_step:
 *
 * Queues the step that the first argument names for the ticket that the second names.
 */
gboolean
pd_ctl_ticket_step (PdCtl *ctl, GError **error)
{
  g_autofree char *command =
      take_command (&pd_ticket_type, pd_ctl_arguments_positional (ctl->arguments, 0), error);
  Work work = { .ctl = ctl, .command = command };

  return command != NULL && run (&work, command, pd_ticket_type.name, step_job, error);
}

/** pd_ctl_ticket_escalate: asks an expert about a ticket. */
gboolean
pd_ctl_ticket_escalate (PdCtl *ctl, GError **error)
{
  Work work = { .ctl = ctl, .command = "escalate" };

  return run (&work, work.command, pd_ticket_type.name, step_job, error);
}

/** pd_ctl_solution_step: queues the step that is named as this command for a solution. */
gboolean
pd_ctl_solution_step (PdCtl *ctl, GError **error)
{
  Work work = { .ctl = ctl, .command = ctl->arguments->command->name };

  return run (&work, work.command, pd_solution_type.name, step_job, error);
}
