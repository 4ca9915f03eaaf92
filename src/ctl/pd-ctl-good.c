/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-good.h"

#include "ctl/pd-ctl-account.h"
#include "ctl/pd-ctl-entry.h"
#include "ctl/pd-ctl-find.h"
#include "model/pd-id.h"
#include "model/pd-party.h"
#include "model/pd-problem.h"
#include "store/pd-store-records.h"

#include <glib/gi18n-lib.h>

/** Work: one good that is saved. */
typedef struct
{
  PdCtl *ctl;
  gint64 now;
  gboolean is_new;
  PdRecord *good; /* (owned) (nullable) */
} Work;

static gboolean
enter (Work *work, GError **error)
{
  GPtrArray *assignments = pd_ctl_arguments_get_all (work->ctl->arguments, "set");

  if (!pd_ctl_entry_set_options (work->good, work->ctl->arguments, error))
    return FALSE;
  for (guint i = 0; assignments != NULL && i < assignments->len; i++)
    if (!pd_ctl_entry_set (work->good, assignments->pdata[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
save_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  g_autofree char *id = pd_id_new (work->now);
  g_autoptr (PdRecord) before = NULL;

  work->good = work->is_new ? pd_record_new (&pd_good_type, id)
                            : pd_ctl_find (session, &pd_good_type,
                                           pd_ctl_arguments_positional (work->ctl->arguments, 0), error);
  if (work->good == NULL)
    return FALSE;
  before = pd_record_copy (work->good);
  if (!enter (work, error))
    return FALSE;
  if (work->is_new)
    return pd_store_save_record (session, work->good, work->now, error);
  return pd_record_equal (before, work->good) ||
         pd_store_save_changes (session, before, work->good, work->now, error);
}

static gboolean
save (PdCtl *ctl, gboolean is_new, GError **error)
{
  Work work = { .ctl = ctl, .now = g_get_real_time (), .is_new = is_new };
  gboolean good = pd_ctl_check_permission (ctl, is_new ? "create" : "patch", &pd_good_type, error) &&
                  pd_store_write (ctl->store, save_job, &work, ctl->cancellable, error);

  if (good)
    {
      pd_ctl_json_record (ctl->document, "good", work.good);
      pd_ctl_print (ctl, "%s", pd_record_get_id (work.good));
      pd_ctl_say (ctl, "%s",
                  _ ("It is saved here, and goes to the platform with the next “piaodanctl sync”."));
    }
  g_clear_pointer (&work.good, pd_record_unref);
  return good;
}

/** pd_ctl_good_new: enters a good. */
gboolean
pd_ctl_good_new (PdCtl *ctl, GError **error)
{
  return save (ctl, TRUE, error);
}

/** pd_ctl_good_edit: changes fields of a good. */
gboolean
pd_ctl_good_edit (PdCtl *ctl, GError **error)
{
  return save (ctl, FALSE, error);
}
