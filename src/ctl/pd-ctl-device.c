/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-device.h"

#include "ctl/pd-ctl-account.h"
#include "ctl/pd-ctl-entry.h"
#include "ctl/pd-ctl-find.h"
#include "ctl/pd-ctl-table.h"
#include "ctl/pd-ctl-text.h"
#include "model/pd-device.h"
#include "model/pd-id.h"
#include "store/pd-store-devices.h"
#include "store/pd-store-records.h"

#include <glib/gi18n-lib.h>

/** Work: what is done with one device. */
typedef struct
{
  PdCtl *ctl;
  gint64 now;
  const char *tenant; /* (nullable) */
  PdRecord *device;   /* (owned) (nullable) */
} Work;

static gboolean
find_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;

  work->device =
      pd_ctl_find (session, &pd_device_type, pd_ctl_arguments_positional (work->ctl->arguments, 0), error);
  return work->device != NULL;
}

static void
report_history (PdCtl *ctl, const PdRecord *device)
{
  static const guint fields[] = { PD_DEVICE_EVENT_HAPPENED_AT, PD_DEVICE_EVENT_KIND, PD_DEVICE_EVENT_TEXT,
                                  PD_DEVICE_EVENT_ORDER_NUMBER, PD_DEVICE_EVENT_ADDED_BY };
  GPtrArray *events = pd_record_get_list (device, 0);
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (G_N_ELEMENTS (fields));

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    pd_ctl_table_add (table, _ (pd_device_event_type.fields[fields[i]].label));
  for (guint i = 0; i < events->len; i++)
    for (guint j = 0; j < G_N_ELEMENTS (fields); j++)
      pd_ctl_table_take (table, pd_ctl_field_text (events->pdata[i], fields[j]));
  pd_ctl_json_record (ctl->document, pd_device_type.name, device);
  if (!ctl->arguments->json && events->len > 0)
    pd_ctl_table_write (table, ctl->out);
}

/**
 * pd_ctl_device_history:
 *
 * Tells what became of a device, in the order in which it was written down.
 */
gboolean
pd_ctl_device_history (PdCtl *ctl, GError **error)
{
  Work work = { .ctl = ctl };

  if (!pd_store_read (ctl->store, find_job, &work, ctl->cancellable, error))
    return FALSE;
  report_history (ctl, work.device);
  pd_record_unref (work.device);
  return TRUE;
}

static gboolean
enter_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  const PdCtlArguments *arguments = work->ctl->arguments;
  GPtrArray *assignments = pd_ctl_arguments_get_all (arguments, "set");
  g_autofree char *id = pd_id_new (work->now);
  g_autoptr (PdRecord) wanted = pd_record_new (&pd_device_type, id);

  if (!pd_ctl_entry_set_options (wanted, arguments, error))
    return FALSE;
  for (guint i = 0; assignments != NULL && i < assignments->len; i++)
    if (!pd_ctl_entry_set (wanted, assignments->pdata[i], error))
      return FALSE;
  pd_record_set_text (wanted, PD_DEVICE_SERIAL_NUMBER, pd_ctl_arguments_positional (arguments, 0));
  work->device = pd_store_enter_device (session, work->tenant, wanted, work->now, error);
  return work->device != NULL;
}

/**
 * pd_ctl_device_new:
 *
 * Enters a device; its number is printed.
 */
gboolean
pd_ctl_device_new (PdCtl *ctl, GError **error)
{
  Work work = { .ctl = ctl, .now = g_get_real_time () };
  g_autoptr (PdSyncAccount) account = NULL;
  gboolean done = pd_ctl_check_permission (ctl, "create", &pd_device_type, error) &&
                  pd_ctl_load_account (ctl, &account, error);

  work.tenant = account != NULL ? account->tenant : NULL;
  done = done && pd_store_write (ctl->store, enter_job, &work, ctl->cancellable, error);
  if (done)
    {
      pd_ctl_json_record (ctl->document, pd_device_type.name, work.device);
      pd_ctl_print (ctl, "%s", pd_record_get_title (work.device));
    }
  g_clear_pointer (&work.device, pd_record_unref);
  return done;
}

static gboolean
note_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  g_autofree char *cause = pd_id_new (work->now);
  g_autoptr (PdRecord) before = NULL;

  if (!find_job (session, data, cancellable, error))
    return FALSE;
  before = pd_record_copy (work->device);
  pd_device_add_event (work->device, cause, PD_DEVICE_EVENT_NOTE,
                       pd_ctl_arguments_positional (work->ctl->arguments, 1), NULL, work->now);
  return pd_store_save_changes (session, before, work->device, work->now, error);
}

/**
 * pd_ctl_device_note:
 *
 * Adds a line to the history of a device.
 */
gboolean
pd_ctl_device_note (PdCtl *ctl, GError **error)
{
  Work work = { .ctl = ctl, .now = g_get_real_time () };
  gboolean done = pd_ctl_check_permission (ctl, "patch", &pd_device_type, error) &&
                  pd_store_write (ctl->store, note_job, &work, ctl->cancellable, error);

  if (done)
    report_history (ctl, work.device);
  g_clear_pointer (&work.device, pd_record_unref);
  return done;
}
