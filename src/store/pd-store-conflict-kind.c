/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-resolve.h"

#include "model/pd-order.h"
#include "model/pd-workflow.h"

#include <glib/gi18n-lib.h>

static gboolean
has_locked (const PdStoreConflict *conflict)
{
  g_autoptr (GPtrArray) differences = pd_differences (conflict->base, conflict->mine, conflict->theirs);

  for (guint i = 0; i < differences->len; i++)
    if (((const PdDifference *) g_ptr_array_index (differences, i))->locked)
      return TRUE;
  return FALSE;
}

/**
 * pd_store_conflict_kind:
 * @conflict: a conflict
 *
 * Read from the sides as they are now: while it lay in the inbox the platform's may have been issued or deleted.
 *
 * Returns: what it asks a person
 */
PdConflictKind
pd_store_conflict_kind (const PdStoreConflict *conflict)
{
  if (conflict->mine == NULL)
    return PD_CONFLICT_COMMAND;
  if (conflict->theirs == NULL)
    return PD_CONFLICT_ABSENT;
  if (pd_record_is_deleted (conflict->mine))
    return PD_CONFLICT_DELETED_HERE;
  if (pd_record_is_deleted (conflict->theirs))
    return PD_CONFLICT_DELETED_THERE;
  if (pd_workflow_is_frozen (conflict->theirs) && has_locked (conflict))
    return PD_CONFLICT_FROZEN;
  return conflict->state == PD_ROW_REJECTED ? PD_CONFLICT_REJECTED : PD_CONFLICT_FIELDS;
}

static const char *
frozen_advice (const PdStoreConflict *conflict)
{
  const char *state = pd_record_get_state (conflict->theirs);

  if (g_strcmp0 (state, PD_ORDER_STATE_CANCELLED) == 0)
    return _ (
        "The order was cancelled before your change arrived. Take the platform's version, or make a new "
        "order from yours; the cancelled one can also be reopened and changed then.");
  if (g_strcmp0 (state, PD_ORDER_STATE_INVOICED) == 0)
    return _ (
        "An invoice was issued from the platform's version; an issued invoice never changes. Take the "
        "platform's version, or make a new order from yours. If the invoice is wrong, it is reversed by a "
        "red-letter invoice, and a correct one is issued for the new order.");
  return _ ("The record was closed for changes before yours arrived; only notes are still taken. Take the "
            "platform's version, or make a new order from yours.");
}

/**
 * pd_store_conflict_advice:
 * @conflict: a conflict
 *
 * Returns: (transfer none): what a person can do about it, whole translated sentences
 */
const char *
pd_store_conflict_advice (const PdStoreConflict *conflict)
{
  if (g_strcmp0 (conflict->code, "undone") == 0 && conflict->decision == PD_DECISION_OPEN)
    return _ (
        "Your decision had been sent already. Decide here what is put back; it goes out as a new change.");
  switch (pd_store_conflict_kind (conflict))
    {
    case PD_CONFLICT_REJECTED:
    case PD_CONFLICT_ABSENT:
      return _ ("The platform did not take your version as it is. Correct it and send it again, or discard "
                "it.");
    case PD_CONFLICT_FROZEN:
      return frozen_advice (conflict);
    case PD_CONFLICT_DELETED_THERE:
      return _ ("Somebody deleted the record that you changed. Accept that, or make a new record of your "
                "version.");
    case PD_CONFLICT_DELETED_HERE:
      return _ ("You deleted a record that somebody changed. Keep it as it is now, or delete it after all.");
    case PD_CONFLICT_COMMAND:
      return _ ("The request was not carried out. Look at the record as it is now; then ask again, or let it "
                "be.");
    case PD_CONFLICT_FIELDS:
    default:
      return _ ("Choose for each field which version is right, or type a third one. What only one of you "
                "changed is put together already.");
    }
}

/**
 * pd_store_conflict_resolution:
 * @conflict: a conflict
 *
 * Returns: (transfer full) (nullable): nothing decided yet; %NULL for a command alone, which has no fields
 */
PdResolution *
pd_store_conflict_resolution (const PdStoreConflict *conflict)
{
  return conflict->mine != NULL ? pd_resolution_new (conflict->base, conflict->mine, conflict->theirs) : NULL;
}

/**
 * pd_store_conflict_mine:
 * @conflict: a conflict
 *
 * What the record becomes when its author insists: what both sides changed is the author's, what only the others
 * changed stays theirs.
 *
 * Returns: (transfer full) (nullable): the record; %NULL when the author's side holds nothing
 */
PdRecord *
pd_store_conflict_mine (const PdStoreConflict *conflict)
{
  g_autoptr (PdResolution) resolution = pd_store_conflict_resolution (conflict);

  if (resolution == NULL)
    return NULL;
  pd_resolution_choose_all (resolution, PD_SIDE_MINE);
  return pd_resolution_apply (resolution);
}
