/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-record.h"

#include "ctl/pd-ctl-account.h"
#include "ctl/pd-ctl-entry.h"
#include "ctl/pd-ctl-find.h"
#include "model/pd-id.h"
#include "store/pd-store-records.h"

#include <glib/gi18n-lib.h>

/* Records that are entered as they stand in their table: goods, rules, devices. */

/** Work: one record that is saved. */
typedef struct
{
  PdCtl *ctl;
  gint64 now;
  gboolean is_new;
  PdRecord *record; /* (owned) (nullable) */
} Work;

static gboolean
enter (Work *work, GError **error)
{
  GPtrArray *assignments = pd_ctl_arguments_get_all (work->ctl->arguments, "set");

  if (!pd_ctl_entry_set_options (work->record, work->ctl->arguments, error))
    return FALSE;
  for (guint i = 0; assignments != NULL && i < assignments->len; i++)
    if (!pd_ctl_entry_set (work->record, assignments->pdata[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
save_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  const PdCtlArguments *arguments = work->ctl->arguments;
  const PdRecordType *type = arguments->command->type;
  g_autofree char *id = pd_id_new (work->now);
  g_autoptr (PdRecord) before = NULL;

  work->record = work->is_new
                     ? pd_record_new (type, id)
                     : pd_ctl_find (session, type, pd_ctl_arguments_positional (arguments, 0), error);
  if (work->record == NULL)
    return FALSE;
  before = pd_record_copy (work->record);
  if (!enter (work, error))
    return FALSE;
  if (work->is_new)
    return pd_store_save_record (session, work->record, work->now, error);
  return pd_record_equal (before, work->record) ||
         pd_store_save_changes (session, before, work->record, work->now, error);
}

static gboolean
delete_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  const PdRecordType *type = work->ctl->arguments->command->type;

  work->record = pd_ctl_find (session, type, pd_ctl_arguments_positional (work->ctl->arguments, 0), error);
  return work->record != NULL &&
         pd_store_delete_record (session, type, pd_record_get_id (work->record), work->now, error);
}

static gboolean
run (Work *work, const char *action, PdStoreJob job, GError **error)
{
  PdCtl *ctl = work->ctl;
  const PdRecordType *type = ctl->arguments->command->type;
  gboolean done;

  work->now = g_get_real_time ();
  done = pd_ctl_check_permission (ctl, action, type, error) &&
         pd_store_write (ctl->store, job, work, ctl->cancellable, error);
  if (done)
    {
      pd_ctl_json_record (ctl->document, type->name, work->record);
      pd_ctl_print (ctl, "%s", pd_record_get_id (work->record));
      pd_ctl_say (ctl, "%s",
                  _ ("It is saved here, and goes to the platform with the next “piaodanctl sync”."));
    }
  g_clear_pointer (&work->record, pd_record_unref);
  return done;
}

/** pd_ctl_record_new: enters a record of the command's type; its fields are options. */
gboolean
pd_ctl_record_new (PdCtl *ctl, GError **error)
{
  Work work = { .ctl = ctl, .is_new = TRUE };

  return run (&work, "create", save_job, error);
}

/** pd_ctl_record_edit: changes fields of a record of the command's type. */
gboolean
pd_ctl_record_edit (PdCtl *ctl, GError **error)
{
  Work work = { .ctl = ctl };

  return run (&work, "patch", save_job, error);
}

/** pd_ctl_record_delete: deletes a record of the command's type. */
gboolean
pd_ctl_record_delete (PdCtl *ctl, GError **error)
{
  Work work = { .ctl = ctl };

  return run (&work, "delete", delete_job, error);
}
