/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-bin.h"

#include "ctl/pd-ctl-account.h"
#include "ctl/pd-ctl-list.h"
#include "ctl/pd-ctl-table.h"
#include "ctl/pd-ctl-text.h"
#include "store/pd-store-bin.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/** Work: what is done with the bin. */
typedef struct
{
  PdCtl *ctl;
  GPtrArray *entries;            /* (owned) (nullable) of PdStoreBinEntry */
  const PdStoreBinEntry *chosen; /* (borrowed) (nullable) of @entries */
  PdRecord *record;              /* (owned) (nullable) what it was */
  PdStoreBinRestored how;
  char *record_id; /* (owned) (nullable) what it became */
} Work;

static void
work_clear (Work *work)
{
  g_clear_pointer (&work->entries, g_ptr_array_unref);
  g_clear_pointer (&work->record, pd_record_unref);
  g_clear_pointer (&work->record_id, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static const char *const state_names[] = { "here", "office", "asked_for", "restored" };

static gboolean
list_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;

  work->entries = pd_store_bin_list (session, g_get_real_time (), error);
  return work->entries != NULL;
}

static gboolean
contains (const char *text, const char *words)
{
  g_autofree char *folded = text != NULL ? g_utf8_casefold (text, -1) : NULL;
  g_autofree char *looked_for = g_utf8_casefold (words, -1);

  return folded != NULL && strstr (folded, looked_for) != NULL;
}

static gboolean
is_asked_for (const PdCtl *ctl, const PdStoreBinEntry *entry)
{
  const char *words = pd_ctl_arguments_positional (ctl->arguments, 0);

  return (entry->state != PD_STORE_BIN_RESTORED || pd_ctl_arguments_has (ctl->arguments, "all")) &&
         (words == NULL || contains (entry->title, words) || contains (entry->subject, words));
}

static void
write_entry (PdCtl *ctl, PdCtlTable *table, const PdStoreBinEntry *entry)
{
  pd_ctl_json_open (ctl->document, NULL, '{');
  pd_ctl_json_string (ctl->document, "type", entry->type->name);
  pd_ctl_json_string (ctl->document, "id", entry->id);
  pd_ctl_json_string (ctl->document, "title", entry->title);
  pd_ctl_json_string (ctl->document, "subject", entry->subject);
  pd_ctl_json_string (ctl->document, "state", state_names[entry->state]);
  pd_ctl_json_integer (ctl->document, "deleted_at", entry->deleted_at);
  pd_ctl_json_string (ctl->document, "deleted_by", entry->deleted_by);
  pd_ctl_json_string (ctl->document, "deleted_from", entry->deleted_from);
  pd_ctl_json_integer (ctl->document, "kept_until", entry->kept_until);
  if (entry->state == PD_STORE_BIN_RESTORED)
    {
      pd_ctl_json_string (ctl->document, "restored_id", entry->restored_id);
      pd_ctl_json_string (ctl->document, "restored_title", entry->restored_title);
      pd_ctl_json_string (ctl->document, "restored_by", entry->restored_by);
      pd_ctl_json_integer (ctl->document, "restored_at", entry->restored_at);
    }
  pd_ctl_json_close (ctl->document, '}');
  pd_ctl_table_take (table, pd_ctl_time_text (entry->deleted_at));
  pd_ctl_table_add (table, _ (entry->type->label));
  pd_ctl_table_add (table, entry->title != NULL ? entry->title : "");
  pd_ctl_table_add (table, entry->subject != NULL ? entry->subject : "");
  pd_ctl_table_add (table, entry->deleted_by != NULL ? entry->deleted_by : "");
  pd_ctl_table_add (table, entry->deleted_from != NULL ? entry->deleted_from : "");
  pd_ctl_table_take (table, pd_ctl_time_text (entry->kept_until));
  pd_ctl_table_take (table, pd_store_bin_entry_describe (entry));
}

static PdCtlTable *
new_table (void)
{
  PdCtlTable *table = pd_ctl_table_new (8);

  pd_ctl_table_add (table, _ ("Deleted at"));
  pd_ctl_table_add (table, _ ("Kind"));
  pd_ctl_table_add (table, _ ("Name"));
  pd_ctl_table_add (table, _ ("Subject"));
  pd_ctl_table_add (table, _ ("Deleted by"));
  pd_ctl_table_add (table, _ ("Computer"));
  pd_ctl_table_add (table, _ ("Kept until"));
  pd_ctl_table_add (table, "");
  pd_ctl_table_set_optional (table, 5);
  return table;
}

/** pd_ctl_bin_list: lists what was deleted and can be restored, the latest first. */
gboolean
pd_ctl_bin_list (PdCtl *ctl, GError **error)
{
  g_auto (Work) work = { .ctl = ctl };
  g_autoptr (PdCtlTable) table = new_table ();
  guint n = 0;

  if (!pd_store_read (ctl->store, list_job, &work, ctl->cancellable, error))
    return FALSE;
  pd_ctl_json_open (ctl->document, "bin", '[');
  for (guint i = 0; i < work.entries->len; i++)
    if (is_asked_for (ctl, g_ptr_array_index (work.entries, i)))
      {
        write_entry (ctl, table, g_ptr_array_index (work.entries, i));
        n++;
      }
  pd_ctl_json_close (ctl->document, ']');
  if (n == 0)
    pd_ctl_say (ctl, "%s",
                work.entries->len > 0 && pd_ctl_arguments_positional (ctl->arguments, 0) != NULL
                    ? _ ("Nothing in the bin has these words.")
                    : _ ("The bin is empty."));
  else if (!ctl->arguments->json)
    pd_ctl_table_write (table, ctl->out);
  return TRUE;
}

/* (nullable) (transfer none): the latest of that id or title that is not restored; else the latest that is */
static const PdStoreBinEntry *
find (const Work *work, const char *name)
{
  const PdStoreBinEntry *restored = NULL;

  for (guint i = 0; i < work->entries->len; i++)
    {
      const PdStoreBinEntry *entry = g_ptr_array_index (work->entries, i);

      if (!g_str_equal (entry->id, name) && g_strcmp0 (entry->title, name) != 0)
        continue;
      if (entry->state != PD_STORE_BIN_RESTORED)
        return entry;
      restored = restored != NULL ? restored : entry;
    }
  return restored;
}

static gboolean
choose (Work *work, GError **error)
{
  const char *name = pd_ctl_arguments_positional (work->ctl->arguments, 0);

  if (!pd_store_read (work->ctl->store, list_job, work, work->ctl->cancellable, error))
    return FALSE;
  work->chosen = find (work, name);
  if (work->chosen == NULL)
    g_set_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_FOUND, _ ("“%s” is not in the bin."), name);
  return work->chosen != NULL;
}

static gboolean
show_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;

  work->record = pd_store_bin_get (session, work->chosen->type, work->chosen->id, error);
  return work->record != NULL;
}

/** pd_ctl_bin_show: shows a record as it was before it was deleted; of a restored one the record has the content. */
gboolean
pd_ctl_bin_show (PdCtl *ctl, GError **error)
{
  g_auto (Work) work = { .ctl = ctl };

  if (!choose (&work, error) || !pd_store_read (ctl->store, show_job, &work, ctl->cancellable, error))
    return FALSE;
  pd_ctl_json_record (ctl->document, work.chosen->type->name, work.record);
  if (!ctl->arguments->json)
    pd_ctl_print_record (ctl, work.record, pd_store_bin_entry_describe (work.chosen));
  return TRUE;
}

static gboolean
restore_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;

  g_clear_pointer (&work->record_id, g_free);
  return pd_store_bin_restore (session, work->chosen->type, work->chosen->id, g_get_real_time (), &work->how,
                               &work->record_id, error);
}

/** pd_ctl_bin_restore: takes something out of the bin, as a new record of the old number. */
gboolean
pd_ctl_bin_restore (PdCtl *ctl, GError **error)
{
  g_auto (Work) work = { .ctl = ctl };

  if (!choose (&work, error) || !pd_ctl_check_permission (ctl, "create", work.chosen->type, error) ||
      !pd_store_write (ctl->store, restore_job, &work, ctl->cancellable, error))
    return FALSE;
  pd_ctl_json_string (ctl->document, "type", work.chosen->type->name);
  pd_ctl_json_string (ctl->document, "id", work.record_id);
  pd_ctl_print (ctl, "%s", work.record_id);
  if (work.how == PD_STORE_BIN_WAITS)
    pd_ctl_say (ctl, "%s", _ ("The platform restores it with the next “piaodanctl sync”."));
  else if (work.how == PD_STORE_BIN_MADE)
    pd_ctl_say (ctl, "%s", _ ("It is saved here, and goes to the platform with the next “piaodanctl sync”."));
  else
    pd_ctl_say (ctl, "%s", _ ("Its deletion had not been sent: it is where it was."));
  return TRUE;
}

static gboolean
empty_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_bin_empty (session, G_MAXINT64, error);
}

/** pd_ctl_bin_empty: erases what this computer keeps of what was deleted here; the bin of the office stays. */
gboolean
pd_ctl_bin_empty (PdCtl *ctl, GError **error)
{
  if (!pd_store_write (ctl->store, empty_job, NULL, ctl->cancellable, error))
    return FALSE;
  pd_ctl_say (ctl, "%s", _ ("What only this computer kept is erased."));
  return TRUE;
}
