/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-window-private.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-tell.h"
#include "model/pd-workflow.h"
#include "store/pd-store-records.h"

#include <glib/gi18n-lib.h>

/* A total that a merge made and nobody entered is looked at by a person before it is issued. */

typedef struct
{
  GWeakRef window;
  const PdRecordType *type;
  char *id;     /* (owned) */
  gint64 total; /* fen: what the person saw */
} Confirm;

static void
confirm_free (Confirm *confirm)
{
  g_weak_ref_clear (&confirm->window);
  g_free (confirm->id);
  g_free (confirm);
}

static gboolean
confirm_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Confirm *confirm = data;

  return pd_store_confirm_total (session, confirm->type, confirm->id, confirm->total, error);
}

static void
confirmed_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_write_finish (PD_STORE (store), result, &error);
  Confirm *confirm = pd_store_job_data (result);
  g_autoptr (PdWindow) self = g_weak_ref_get (&confirm->window);

  if (self != NULL && !ok)
    pd_tell (GTK_WINDOW (self), _ ("Not Done"), error->message);
}

/**
 * pd_window_confirm_total:
 * @self: a window
 * @record: the record as the person sees it
 *
 * Takes the person's word that the total is right.
 */
void
pd_window_confirm_total (PdWindow *self, const PdRecord *record)
{
  Confirm *confirm = g_new0 (Confirm, 1);

  g_weak_ref_init (&confirm->window, self);
  confirm->type = pd_record_get_record_type (record);
  confirm->id = g_strdup (pd_record_get_id (record));
  confirm->total = pd_workflow_total (record);
  pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, confirm_job, confirm,
                        (GDestroyNotify) confirm_free, NULL, confirmed_cb, NULL);
}

/**
 * pd_window_say_total_changed:
 * @self: a window
 *
 * Says why nothing is issued yet; the button to confirm the total stands above its lines.
 */
void
pd_window_say_total_changed (PdWindow *self)
{
  pd_tell (GTK_WINDOW (self), _ ("The Invoice Cannot Be Issued Yet"), pd_total_changed_sentence ());
}
