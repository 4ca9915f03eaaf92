/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-mutations.h"

#include <glib/gi18n-lib.h>

#include "model/pd-bin.h"
#include "model/pd-delivery.h"
#include "model/pd-id.h"
#include "model/pd-order-needs.h"
#include "model/pd-order.h"
#include "model/pd-permission.h"
#include "model/pd-print-record.h"
#include "model/pd-problem.h"
#include "model/pd-received-invoice.h"
#include "model/pd-stock-move.h"
#include "model/pd-ticket.h"
#include "model/pd-verification-record.h"
#include "model/pd-workflow.h"
#include "platform/pd-platform-bin.h"
#include "platform/pd-platform-devices.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-mail.h"
#include "platform/pd-platform-orders.h"
#include "platform/pd-platform-received.h"
#include "platform/pd-platform-rules.h"
#include "platform/pd-platform-stock.h"
#include "platform/pd-platform-templates.h"
#include "platform/pd-platform-tickets.h"
#include "platform/pd-platform-verify.h"
#include "wire/pd-wire.h"

/** pd_platform_reject: it can never be accepted as it is. Returns: (transfer full) */
PdResult *
pd_platform_reject (const PdMutation *mutation, const char *code, const char *path, const char *message)
{
  PdResult *result = pd_result_new (mutation->id, PD_OUTCOME_REJECTED);

  result->code = g_strdup (code);
  result->path = g_strdup (path);
  result->message = g_strdup (message);
  return result;
}

/** pd_platform_conflict: a person decides. @current: (nullable). Returns: (transfer full) */
PdResult *
pd_platform_conflict (const PdMutation *mutation,
                      const char *code,
                      const PdRecord *current,
                      const char *message)
{
  PdResult *result = pd_result_new (mutation->id, PD_OUTCOME_CONFLICT);

  result->code = g_strdup (code);
  result->message = g_strdup (message);
  result->record = current != NULL ? pd_record_copy (current) : NULL;
  return result;
}

/** pd_platform_accept: in effect. Returns: (transfer full) */
PdResult *
pd_platform_accept (const PdMutation *mutation, const PdRecord *record)
{
  PdResult *result = pd_result_new (mutation->id, PD_OUTCOME_OK);

  result->record = pd_record_copy (record);
  return result;
}

/* Whether it has rows with fields that the platform writes: attachments, payments, steps. */
static gboolean
has_stamped_rows (const PdRecord *record)
{
  const PdRecordType *type = pd_record_get_record_type (record);

  for (guint list = 0; list < type->n_lists; list++)
    if ((pd_record_type_field (type->lists[list], "added_at") >= 0 ||
         !pd_record_type_is_editable (type->lists[list])) &&
        pd_record_get_list (record, list)->len > 0)
      return TRUE;
  return FALSE;
}

/* Accepted as it was sent, on top of what its author has: only what the platform wrote itself is told, and the hash by
 * which the author sees that the rest is the same. */
static PdResult *
accept_as_sent (const PdPlatformChange *change, const PdMutation *mutation, const PdRecord *record)
{
  const PdRecordType *type = mutation->type;
  PdResult *result;

  /* To a ticket the platform adds who looks after it, and the office's days. */
  if (!change->briefly || type == &pd_ticket_type || has_stamped_rows (record))
    return pd_platform_accept (mutation, record);
  result = pd_result_new (mutation->id, PD_OUTCOME_OK);
  result->content_hash = g_strdup (change->hash);
  result->record = pd_record_new (type, pd_record_get_id (record));
  pd_record_set_revision (result->record, pd_record_get_revision (record));
  pd_record_set_sequence (result->record, pd_record_get_sequence (record));
  for (guint field = 0; field < type->n_fields; field++)
    if (type->fields[field].merge == PD_MERGE_SERVER)
      pd_record_copy_field (result->record, record, field);
  return result;
}

/**
 * pd_platform_replay_result:
 * @text: a result as it was stored
 *
 * The first answer once more. Whoever asks again may have something else by now: the record is told whole, as it is.
 *
 * Returns: (transfer full) (nullable): the result
 */
PdResult *
pd_platform_replay_result (PdPlatform *platform, const char *tenant, const char *text, GError **error)
{
  g_autoptr (PdResult) result = pd_wire_result_from_text (text, -1, error);
  g_autoptr (PdRecord) current = NULL;

  if (result == NULL)
    return NULL;
  result->replayed = TRUE;
  if (result->content_hash == NULL)
    return g_steal_pointer (&result);
  if (!pd_platform_read_record (platform, tenant, pd_record_get_record_type (result->record),
                                pd_record_get_id (result->record), &current, error))
    return NULL;
  g_clear_pointer (&result->content_hash, g_free);
  pd_record_unref (result->record);
  result->record = g_steal_pointer (&current);
  return g_steal_pointer (&result);
}

/** pd_platform_check_record: Returns: (transfer full) (nullable): a rejection; NULL when the record is fit */
PdResult *
pd_platform_check_record (const PdMutation *mutation, const PdRecord *record, PdRequired level)
{
  g_autoptr (GPtrArray) problems = pd_record_check (record, level);
  const PdProblem *problem = pd_problems_first_error (problems);

  if (problem == NULL)
    return NULL;

  g_autofree char *path = pd_problem_path (problem);

  return pd_platform_reject (mutation, "invalid", path, problem->message);
}

/* What only the platform writes is not taken from a client: neither in the record nor in its lines, nor such lines. */
static void
clear_server_fields (PdRecord *record)
{
  const PdRecordType *type = pd_record_get_record_type (record);

  for (guint field = 0; field < type->n_fields; field++)
    if (!pd_field_is_mergeable (&type->fields[field]))
      pd_record_clear (record, field);
  for (guint list = 0; list < type->n_lists; list++)
    {
      GPtrArray *lines = pd_record_get_list (record, list);

      if (!pd_record_type_is_editable (type->lists[list]))
        g_ptr_array_set_size (lines, 0);
      for (guint index = 0; index < lines->len; index++)
        clear_server_fields (g_ptr_array_index (lines, index));
    }
}

static PdResult *
decide_create (PdPlatformChange *change, const PdMutation *mutation, PdRecord *current, GError **error)
{
  gboolean joins = current != NULL && !pd_record_is_deleted (current) && mutation->type == &pd_received_type;

  if (current != NULL && !joins)
    return pd_platform_conflict (mutation, pd_record_is_deleted (current) ? "deleted" : "exists", current,
                                 pd_platform_is_reversal (mutation)
                                     ? _ ("This movement has been reversed already.")
                                     : _ ("A record of this id is on the platform already."));
  if (mutation->record == NULL || pd_record_get_record_type (mutation->record) != mutation->type ||
      g_strcmp0 (pd_record_get_id (mutation->record), mutation->record_id) != 0)
    return pd_platform_reject (mutation, "invalid", "record",
                               _ ("The new record is not the one that is named."));

  g_autoptr (PdRecord) record = pd_record_copy (mutation->record);

  clear_server_fields (record);
  if (joins)
    return pd_platform_join_received (change, mutation, record, current, error);
  if (mutation->type->initial_state != NULL)
    pd_record_set_text (record, (guint) mutation->type->state_field, mutation->type->initial_state);
  pd_record_set_revision (record, 0);
  pd_record_set_deleted (record, FALSE);
  pd_record_derive (record);

  PdResult *rejection = pd_platform_check_record (mutation, record, PD_REQUIRED_TO_SAVE);
  g_autofree char *exchange =
      mutation->type == &pd_order_type ? pd_order_exchange_obstacle (NULL, record) : NULL;

  if (rejection == NULL)
    rejection = pd_platform_check_template (change, mutation, NULL, record);
  if (rejection == NULL)
    rejection = pd_platform_check_device (change, mutation, record);
  if (rejection == NULL && exchange != NULL)
    rejection = pd_platform_reject (mutation, "exchange", NULL, exchange);
  if (rejection == NULL && !pd_platform_check_reversal (change, mutation, record, &rejection, error))
    return NULL;
  if (rejection != NULL)
    return rejection;
  if (mutation->type == &pd_delivery_type && !pd_platform_queue_mail (change, record, error))
    return NULL;
  if (mutation->type == &pd_verification_type && !pd_platform_queue_verification (change, record, error))
    return NULL;
  if (mutation->type == &pd_print_type)
    pd_record_set_text (record, PD_PRINT_PRINTED_BY, change->user);
  if (mutation->type == &pd_ticket_type && !pd_platform_open_ticket (change, record, error))
    return NULL;
  if (!pd_platform_write_record (change, record, error))
    return NULL;

  PdResult *result = accept_as_sent (change, mutation, record);

  if (mutation->type == &pd_stock_move_type && !pd_platform_devices_follow_move (change, record, error))
    g_clear_pointer (&result, pd_result_free);
  return result;
}

/* The path of a change that is not a person's to make; NULL when all are. Lines that are added are cleaned. */
static char *
find_server_change (const PdPatch *patch)
{
  const PdRecordType *type = pd_patch_get_record_type (patch);

  for (guint index = 0; index < pd_patch_get_n_changes (patch); index++)
    {
      const PdChange *change = pd_patch_get_change (patch, index);
      const PdRecordType *owner = change->list >= 0 ? type->lists[change->list] : type;

      if (change->kind != PD_CHANGE_SET)
        continue;
      for (guint field = 0; field < owner->n_fields; field++)
        if (g_strcmp0 (pd_field_atom (&owner->fields[field]), change->atom) == 0 &&
            !pd_field_is_mergeable (&owner->fields[field]))
          return pd_change_path (patch, change);
    }
  return NULL;
}

static PdResult *
conflict_fields (const PdMutation *mutation, GPtrArray *changes, const PdRecord *current)
{
  PdResult *result =
      pd_platform_conflict (mutation, "fields", current,
                            _ ("Somebody else changed the same field. Nothing was overwritten."));
  g_autoptr (GStrvBuilder) atoms = g_strv_builder_new ();

  for (guint index = 0; index < changes->len; index++)
    {
      g_autofree char *path = pd_change_path (mutation->patch, g_ptr_array_index (changes, index));

      g_strv_builder_add (atoms, path);
    }
  result->atoms = g_strv_builder_end (atoms);
  return result;
}

/* A patched record is derived already. A line that was here before stays whose it was, also when it is sent again. */
static void
clean_added_lines (PdRecord *record, const PdPatch *patch, const PdRecord *before)
{
  gboolean cleaned = FALSE;

  for (guint index = 0; index < pd_patch_get_n_changes (patch); index++)
    {
      const PdChange *change = pd_patch_get_change (patch, index);
      PdRecord *line = change->kind == PD_CHANGE_ADD &&
                               pd_record_find_line (before, (guint) change->list, change->line_id) == NULL
                           ? pd_record_find_line (record, (guint) change->list, change->line_id)
                           : NULL;

      if (line != NULL)
        clear_server_fields (line);
      cleaned = cleaned || line != NULL;
    }
  if (cleaned)
    pd_record_derive (record);
}

/* What happened may be what a step by rule waits for; then the answer is where that has led. */
static gboolean
follow_rules (PdPlatformChange *change,
              const PdMutation *mutation,
              const PdRecord *before,
              const PdRecord *record,
              PdResult **result,
              GError **error)
{
  g_autoptr (PdRecord) moved = NULL;

  if (!pd_platform_follow_rules (change, before, record, &moved, error))
    return FALSE;
  if (moved == NULL)
    return TRUE;
  pd_result_free (*result);
  *result = pd_platform_accept (mutation, moved);
  return TRUE;
}

static PdResult *
decide_patch (PdPlatformChange *change, const PdMutation *mutation, PdRecord *current, GError **error)
{
  g_autoptr (GPtrArray) conflicts = g_ptr_array_new ();

  if (mutation->patch == NULL || pd_patch_get_record_type (mutation->patch) != mutation->type)
    return pd_platform_reject (mutation, "invalid", "patch",
                               _ ("The change is not one of this type of record."));
  if (pd_record_is_deleted (current))
    return pd_platform_conflict (mutation, "deleted", current, _ ("Somebody else deleted this record."));

  g_autofree char *path = find_server_change (mutation->patch);

  if (path != NULL)
    return pd_platform_reject (mutation, "server_field", path, _ ("Only the platform writes this field."));
  if (pd_workflow_is_frozen (current) && !pd_patch_touches_only_annotations (mutation->patch))
    return pd_platform_conflict (mutation, "immutable", current,
                                 _ ("This record can no longer be changed, except for its notes."));

  /* Nothing is stored here that was not derived first. */
  if (mutation->type == &pd_order_type)
    pd_order_trust_lines (current);

  g_autoptr (PdRecord) record = pd_patch_apply (mutation->patch, current, conflicts);

  if (conflicts->len > 0)
    return conflict_fields (mutation, conflicts, current);
  clean_added_lines (record, mutation->patch, current);

  PdResult *rejection = pd_platform_check_order_patch (mutation, current, record);

  if (rejection == NULL)
    rejection = pd_platform_check_record (mutation, record, PD_REQUIRED_TO_SAVE);
  if (rejection == NULL)
    rejection = pd_platform_check_template (change, mutation, current, record);
  if (rejection == NULL)
    rejection = pd_platform_check_device (change, mutation, record);
  if (rejection != NULL)
    return rejection;
  if (pd_record_equal (record, current))
    return pd_platform_accept (mutation, current);
  pd_platform_note_ticket_owner (change, current, record);
  pd_platform_note_assignee (change, current, record);
  change->before = current;
  if (!pd_platform_write_record (change, record, error))
    return NULL;
  change->before = NULL;

  PdResult *result = mutation->base_revision == pd_record_get_revision (current)
                         ? accept_as_sent (change, mutation, record)
                         : pd_platform_accept (mutation, record);

  if (pd_platform_order_has_way (record) &&
      (!pd_platform_stock_follow_returns (change, record, error) ||
       !follow_rules (change, mutation, current, record, &result, error)))
    g_clear_pointer (&result, pd_result_free);
  return result;
}

static PdResult *
decide_delete (PdPlatformChange *change, const PdMutation *mutation, PdRecord *current, GError **error)
{
  if (pd_record_is_deleted (current))
    return pd_platform_accept (mutation, current);
  if (pd_workflow_is_frozen (current))
    return pd_platform_conflict (mutation, "immutable", current, _ ("This record can no longer be deleted."));
  if (mutation->base_revision != pd_record_get_revision (current))
    return pd_platform_conflict (
        mutation, "changed_since", current,
        _ ("Somebody else changed this record after you had seen it. It was not deleted."));

  g_autoptr (PdRecord) tombstone = pd_record_new (mutation->type, mutation->record_id);

  pd_record_set_revision (tombstone, pd_record_get_revision (current));
  pd_record_set_deleted (tombstone, TRUE);
  return pd_platform_write_record (change, tombstone, error) && pd_platform_bin_keep (change, current, error)
             ? pd_platform_accept (mutation, tombstone)
             : NULL;
}

/* What happens to an order is written down by whom it happens to: each of its lists may have rules of its own. */
static gboolean
may_patch (const PdPlatformSession *session, const PdMutation *mutation)
{
  const PdPatch *patch = mutation->patch;

  if (patch == NULL || pd_patch_get_n_changes (patch) == 0)
    return pd_platform_role_may (session->role, "patch", mutation->type->name);
  for (guint index = 0; index < pd_patch_get_n_changes (patch); index++)
    {
      const PdChange *change = pd_patch_get_change (patch, index);
      const char *object =
          pd_permission_of_list (pd_patch_get_record_type (patch), change->list >= 0 ? change->list : -1);

      if (!pd_platform_role_may (session->role, "patch", object))
        return FALSE;
    }
  return TRUE;
}

static const char *
action_name (const PdMutation *mutation)
{
  if (mutation->kind == PD_MUTATION_COMMAND)
    return mutation->command != NULL ? mutation->command : "";
  return pd_mutation_kind_name (mutation->kind);
}

static gboolean
may_do (const PdPlatformSession *session, const PdMutation *mutation)
{
  if (mutation->kind == PD_MUTATION_PATCH)
    return may_patch (session, mutation);
  return pd_platform_role_may (session->role, action_name (mutation), mutation->type->name);
}

/**
 * pd_platform_decide_mutation:
 * @change: the transaction; its batch is the mutation's own
 *
 * Decides one mutation that was not decided before, and puts it into effect when it is accepted
 * (sync: 2.3). Nothing is written for a conflict or a rejection, but that a red-letter form came to nothing.
 *
 * Returns: (transfer full) (nullable): the definitive result; NULL when the platform itself failed
 */
PdResult *
pd_platform_decide_mutation (PdPlatformChange *change,
                             const PdPlatformSession *session,
                             const PdMutation *mutation,
                             GError **error)
{
  g_autoptr (PdRecord) current = NULL;

  if (!pd_id_is_valid (mutation->record_id))
    return pd_platform_reject (mutation, "invalid", "record_id", _ ("The record's id is not an id."));
  if (!may_do (session, mutation))
    return pd_platform_reject (mutation, "forbidden", NULL, _ ("Your role does not allow this."));
  if (!pd_platform_read_record (change->platform, change->tenant, mutation->type, mutation->record_id,
                                &current, error))
    return NULL;
  if (mutation->kind == PD_MUTATION_CREATE)
    return decide_create (change, mutation, current, error);
  if (current == NULL)
    return pd_platform_reject (mutation, "missing", NULL, _ ("The platform does not have this record."));
  if (mutation->type == &pd_bin_entry_type && !pd_platform_bin_may_restore (session, current))
    return pd_platform_reject (mutation, "forbidden", NULL, _ ("Your role does not allow this."));
  switch (mutation->kind)
    {
    case PD_MUTATION_PATCH:
      return decide_patch (change, mutation, current, error);
    case PD_MUTATION_COMMAND:
      return pd_platform_decide_command (change, mutation, current, error);
    case PD_MUTATION_DELETE:
      return decide_delete (change, mutation, current, error);
    case PD_MUTATION_CREATE:
    default:
      g_assert_not_reached ();
    }
}
