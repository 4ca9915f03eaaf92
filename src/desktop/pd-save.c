/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-save.h"

#include "desktop/pd-field-text.h"
#include "model/pd-merge.h"
#include "store/pd-store-records.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  PdRecord *original; /* (owned) (nullable) what the person saw; NULL for a new record */
  PdRecord *working;  /* (owned) what the person wants */
  gboolean insist;    /* where both changed the same, the person's word counts */
  char *clashes;      /* (owned) (nullable) names of the fields that both changed */
} Save;

static void
save_free (Save *save)
{
  g_clear_pointer (&save->original, pd_record_unref);
  pd_record_unref (save->working);
  g_free (save->clashes);
  g_free (save);
}

static char *
clash_names (const PdRecord *record, GPtrArray *conflicts)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < conflicts->len; i++)
    {
      const PdChange *change = g_ptr_array_index (conflicts, i);
      const PdRecordType *owner = change->list < 0 ? type : type->lists[change->list];

      for (guint field = 0; change->atom != NULL && field < owner->n_fields; field++)
        if (g_str_equal (pd_field_atom (&owner->fields[field]), change->atom))
          {
            g_ptr_array_add (names, (gpointer) _ (owner->fields[field].label));
            break;
          }
      if (change->atom == NULL)
        g_ptr_array_add (names, (gpointer) _ (owner->label));
    }
  g_ptr_array_add (names, NULL);
  /* Translators: between the names of fields */
  return g_strjoinv (_ (", "), (char **) names->pdata);
}

static void
copy_atom (PdRecord *to, const PdRecord *from, const char *atom)
{
  const PdRecordType *type = pd_record_get_record_type (to);

  for (guint field = 0; field < type->n_fields; field++)
    if (g_str_equal (pd_field_atom (&type->fields[field]), atom))
      pd_record_copy_field (to, from, field);
}

/* The person has seen that somebody else changed the same, and stays with what was typed. */
static void
insist_on (PdRecord *merged, GPtrArray *conflicts)
{
  for (guint i = 0; i < conflicts->len; i++)
    {
      const PdChange *change = g_ptr_array_index (conflicts, i);
      PdRecord *target =
          change->list < 0 ? merged : pd_record_find_line (merged, (guint) change->list, change->line_id);

      if (change->kind == PD_CHANGE_SET && target != NULL)
        copy_atom (target, change->after, change->atom);
      else if (change->kind == PD_CHANGE_REMOVE && target != NULL)
        pd_record_remove_line (merged, (guint) change->list, change->line_id);
    }
  pd_record_derive (merged);
}

/* What came by sync while somebody typed stays; only what the person changed is changed. */
static PdRecord *
rebase (Save *save, const PdRecord *current)
{
  g_autoptr (PdPatch) patch = pd_diff (save->original, save->working);
  g_autoptr (GPtrArray) conflicts = g_ptr_array_new ();
  g_autoptr (PdRecord) merged = pd_patch_apply (patch, current, conflicts);

  if (conflicts->len > 0 && !save->insist)
    {
      save->clashes = clash_names (current, conflicts);
      return NULL;
    }
  insist_on (merged, conflicts);
  return g_steal_pointer (&merged);
}

static gboolean
save_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Save *save = data;
  const PdRecordType *type = pd_record_get_record_type (save->working);
  g_autoptr (PdRecord) current = NULL;
  g_autoptr (PdRecord) merged = NULL;

  if (save->original == NULL)
    return pd_store_save_record (session, save->working, pd_now (), error);
  current = pd_store_get_record (session, type, pd_record_get_id (save->working), error);
  if (current == NULL)
    return FALSE;
  merged = rebase (save, current);
  /* Nothing is written then; the answer is in save->clashes. */
  return merged == NULL || pd_store_save_record (session, merged, pd_now (), error);
}

/**
 * pd_save_async:
 * @store: the cache
 * @original: (nullable): the record as the person saw it; %NULL for a new one
 * @working: the record as the person wants it
 * @insist: whether the person's word counts where somebody else has changed the same in the meantime
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Saves a record that a person has edited. It needs no network.
 */
void
pd_save_async (PdStore *store,
               const PdRecord *original,
               const PdRecord *working,
               gboolean insist,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  Save *save = g_new0 (Save, 1);

  save->original = original != NULL ? pd_record_copy (original) : NULL;
  save->working = pd_record_copy (working);
  save->insist = insist;
  pd_store_write_async (store, PD_STORE_PRIORITY_EDIT, save_job, save, (GDestroyNotify) save_free, NULL,
                        callback, user_data);
}

/**
 * pd_save_finish:
 * @store: the cache
 * @result: what the callback was given
 * @clashes: (out) (nullable) (transfer full): the names of fields that somebody else has changed, too, and
 *   nothing was saved; %NULL when all is well
 * @error: why it was not saved
 *
 * Returns: %FALSE with @error set
 */
gboolean
pd_save_finish (PdStore *store, GAsyncResult *result, char **clashes, GError **error)
{
  gboolean ok = pd_store_write_finish (store, result, error);
  Save *save = pd_store_job_data (result);

  *clashes = ok ? g_steal_pointer (&save->clashes) : NULL;
  return ok;
}
