/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-save.h"

#include "desktop/pd-field-text.h"
#include "model/pd-merge.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "store/pd-store-records.h"
#include "store/pd-store-stock.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  PdRecord *original; /* (owned) (nullable) what the person saw; NULL for a new record */
  PdRecord *working;  /* (owned) what the person wants */
  PdSaveFlags flags;
  PdSaveQuestion question; /* what is asked instead of saving */
  char *about;             /* (owned) (nullable) what the question is about */
} Save;

static void
save_free (Save *save)
{
  g_clear_pointer (&save->original, pd_record_unref);
  pd_record_unref (save->working);
  g_free (save->about);
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

  if (conflicts->len > 0 && (save->flags & PD_SAVE_INSIST) == 0)
    {
      save->question = PD_SAVE_QUESTION_CLASHES;
      save->about = clash_names (current, conflicts);
      return NULL;
    }
  insist_on (merged, conflicts);
  return g_steal_pointer (&merged);
}

/* Two orders of one number are mostly one order that was entered twice; but two shops may both have an order 1. */
static gboolean
check_number (PdStoreSession *session, Save *save, GError **error)
{
  const char *number;
  g_autofree char *id = NULL;
  g_autofree char *total = NULL;
  g_autoptr (PdRecord) other = NULL;
  GError *local = NULL;

  if (pd_record_get_record_type (save->working) != &pd_order_type ||
      (save->flags & PD_SAVE_REPEAT_NUMBER) != 0 ||
      (save->original != NULL && pd_record_field_equal (save->original, save->working, PD_ORDER_NUMBER)))
    return TRUE;
  number = pd_record_get_text (save->working, PD_ORDER_NUMBER);
  id = number != NULL ? pd_store_find_by (session, &pd_order_type, PD_ORDER_NUMBER, number, &local) : NULL;
  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  if (id == NULL || g_str_equal (id, pd_record_get_id (save->working)))
    return TRUE;
  other = pd_store_get_record (session, &pd_order_type, id, error);
  if (other == NULL)
    return FALSE;
  total = pd_money_format (pd_record_get_integer (other, PD_ORDER_GROSS_AMOUNT));
  save->question = PD_SAVE_QUESTION_NUMBER;
  /* Translators: 1: an order's number, 2: its buyer, 3: its total */
  save->about =
      g_strdup_printf (_ ("There is an order %1$s already: %2$s, %3$s with tax. Nothing has been saved yet. "
                          "Give this one another number; or save it, if both are meant."),
                       number, pd_record_get_text (other, PD_ORDER_BUYER_NAME), total);
  return TRUE;
}

static gboolean
save_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Save *save = data;
  const PdRecordType *type = pd_record_get_record_type (save->working);
  g_autoptr (PdRecord) current = NULL;
  g_autoptr (PdRecord) merged = NULL;

  if (!check_number (session, save, error))
    return FALSE;
  /* Nothing is written then; the answer is in save->about. */
  if (save->question != PD_SAVE_QUESTION_NONE)
    return TRUE;
  if (save->original == NULL)
    return (type != &pd_order_type || pd_store_stock_link_lines (session, save->working, error)) &&
           pd_store_save_record (session, save->working, pd_now (), error);
  current = pd_store_get_record (session, type, pd_record_get_id (save->working), error);
  if (current == NULL)
    return FALSE;
  merged = rebase (save, current);
  return merged == NULL || pd_store_save_record (session, merged, pd_now (), error);
}

/**
 * pd_save_async:
 * @store: the cache
 * @original: (nullable): the record as the person saw it; %NULL for a new one
 * @working: the record as the person wants it
 * @flags: what the person has been asked and wants all the same
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Saves a record that a person has edited. It needs no network.
 */
void
pd_save_async (PdStore *store,
               const PdRecord *original,
               const PdRecord *working,
               PdSaveFlags flags,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  Save *save = g_new0 (Save, 1);

  save->original = original != NULL ? pd_record_copy (original) : NULL;
  save->working = pd_record_copy (working);
  save->flags = flags;
  pd_store_write_async (store, PD_STORE_PRIORITY_EDIT, save_job, save, (GDestroyNotify) save_free, NULL,
                        callback, user_data);
}

/**
 * pd_save_finish:
 * @store: the cache
 * @result: what the callback was given
 * @question: (out): what the person has to be asked, and nothing was saved; NONE when all is well
 * @about: (out) (nullable) (transfer full): of CLASHES the names of fields, of NUMBER a sentence
 * @error: why it was not saved
 *
 * Returns: %FALSE with @error set
 */
gboolean
pd_save_finish (PdStore *store, GAsyncResult *result, PdSaveQuestion *question, char **about, GError **error)
{
  gboolean ok = pd_store_write_finish (store, result, error);
  Save *save = pd_store_job_data (result);

  *question = ok ? save->question : PD_SAVE_QUESTION_NONE;
  *about = ok ? g_steal_pointer (&save->about) : NULL;
  return ok;
}

/**
 * pd_save_finish_sentence:
 * @store: the cache
 * @result: what the callback was given
 *
 * As pd_save_finish(), for a dialog that asks nothing back.
 *
 * Returns: (transfer full) (nullable): why nothing was saved and what to do, for the person; %NULL when it was
 */
char *
pd_save_finish_sentence (PdStore *store, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *about = NULL;
  PdSaveQuestion question;

  if (!pd_save_finish (store, result, &question, &about, &error))
    return g_strdup (error->message);
  if (question == PD_SAVE_QUESTION_NONE)
    return NULL;
  /* Translators: the names of fields */
  return g_strdup_printf (
      _ ("Somebody else has changed this meanwhile: %s. Close this, look at it, and enter it again."), about);
}
