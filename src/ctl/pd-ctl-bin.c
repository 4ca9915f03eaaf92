/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-bin.h"

#include "ctl/pd-ctl-account.h"
#include "ctl/pd-ctl-table.h"
#include "ctl/pd-ctl-text.h"
#include "store/pd-store-bin.h"

#include <glib/gi18n-lib.h>

/** Work: what is done with the bin. */
typedef struct
{
  PdCtl *ctl;
  GPtrArray *entries;            /* (owned) (nullable) of PdStoreBinEntry */
  const PdStoreBinEntry *chosen; /* (borrowed) (nullable) of @entries */
  PdRecord *made;                /* (owned) (nullable) */
} Work;

static gboolean
list_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;

  work->entries = pd_store_bin_list (session, g_get_real_time (), error);
  return work->entries != NULL;
}

/** pd_ctl_bin_list: lists what was deleted on this computer and can be restored, the latest first. */
gboolean
pd_ctl_bin_list (PdCtl *ctl, GError **error)
{
  Work work = { .ctl = ctl };
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (3);

  if (!pd_store_read (ctl->store, list_job, &work, ctl->cancellable, error))
    return FALSE;
  pd_ctl_json_open (ctl->document, "bin", '[');
  for (guint i = 0; i < work.entries->len; i++)
    {
      const PdStoreBinEntry *entry = g_ptr_array_index (work.entries, i);

      pd_ctl_json_open (ctl->document, NULL, '{');
      pd_ctl_json_string (ctl->document, "type", entry->type->name);
      pd_ctl_json_string (ctl->document, "id", entry->id);
      pd_ctl_json_string (ctl->document, "title", entry->title);
      pd_ctl_json_integer (ctl->document, "deleted_at", entry->deleted_at);
      pd_ctl_json_close (ctl->document, '}');
      pd_ctl_table_take (table, pd_ctl_time_text (entry->deleted_at));
      pd_ctl_table_add (table, _ (entry->type->label));
      pd_ctl_table_add (table, entry->title);
    }
  pd_ctl_json_close (ctl->document, ']');
  if (work.entries->len == 0)
    pd_ctl_say (ctl, "%s", _ ("The bin is empty."));
  else if (!ctl->arguments->json)
    pd_ctl_table_write (table, ctl->out);
  g_ptr_array_unref (work.entries);
  return TRUE;
}

/* (nullable) (transfer none): the latest of that id or title */
static const PdStoreBinEntry *
find (const Work *work, const char *name)
{
  for (guint i = 0; i < work->entries->len; i++)
    {
      const PdStoreBinEntry *entry = g_ptr_array_index (work->entries, i);

      if (g_str_equal (entry->id, name) || g_strcmp0 (entry->title, name) == 0)
        return entry;
    }
  return NULL;
}

static gboolean
restore_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;

  work->made = pd_store_bin_restore (session, work->chosen->id, g_get_real_time (), error);
  return work->made != NULL;
}

static gboolean
choose (Work *work, GError **error)
{
  const char *name = pd_ctl_arguments_positional (work->ctl->arguments, 0);

  if (!pd_store_read (work->ctl->store, list_job, work, work->ctl->cancellable, error))
    return FALSE;
  work->chosen = find (work, name);
  if (work->chosen == NULL)
    g_set_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_FOUND,
                 _ ("“%s” is not in the bin of this computer."), name);
  return work->chosen != NULL && pd_ctl_check_permission (work->ctl, "create", work->chosen->type, error);
}

/** pd_ctl_bin_restore: takes something out of the bin, as a new record of the old number. */
gboolean
pd_ctl_bin_restore (PdCtl *ctl, GError **error)
{
  Work work = { .ctl = ctl };
  gboolean done =
      choose (&work, error) && pd_store_write (ctl->store, restore_job, &work, ctl->cancellable, error);

  if (done)
    {
      pd_ctl_json_record (ctl->document, pd_record_get_record_type (work.made)->name, work.made);
      pd_ctl_print (ctl, "%s", pd_record_get_id (work.made));
      pd_ctl_say (ctl, "%s",
                  _ ("It is saved here, and goes to the platform with the next “piaodanctl sync”."));
    }
  g_clear_pointer (&work.entries, g_ptr_array_unref);
  g_clear_pointer (&work.made, pd_record_unref);
  return done;
}

static gboolean
empty_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_bin_empty (session, G_MAXINT64, error);
}

/** pd_ctl_bin_empty: erases all that is in the bin of this computer. */
gboolean
pd_ctl_bin_empty (PdCtl *ctl, GError **error)
{
  if (!pd_store_write (ctl->store, empty_job, NULL, ctl->cancellable, error))
    return FALSE;
  pd_ctl_say (ctl, "%s", _ ("The bin is empty."));
  return TRUE;
}
