/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-handlers.h"

#include <glib/gi18n-lib.h>

#include "model/pd-order-facts.h"
#include "model/pd-order.h"
#include "model/pd-tracking.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-intake.h"
#include "platform/pd-platform-parcels.h"
#include "platform/pd-platform-rules.h"
#include "wire/pd-wire.h"

/* What carriers tell of parcels comes in here. It is entered for the orders that have them, with the carrier's name as who
 * entered it, in one transaction; the same event once more is the same row, so that whoever got no answer sends it again. */

/** Taking: the events of one request. */
typedef struct
{
  PdPlatformCall *call;
  GPtrArray *events;   /* (owned) of PdTrackingEvent */
  GArray *outcomes;    /* (owned) of PdTrackingOutcome, as the events */
  GHashTable *orders;  /* (owned) id → PdRecord (owned), as it is now */
  GHashTable *befores; /* (owned) id → PdRecord (owned), as it was; of those that changed */
} Taking;

/* --- what is sent */

static void
take_text (char **text, const PdWireValue *value)
{
  g_free (*text);
  *text = g_strdup (pd_wire_value_text (value));
}

/* TRUE when the member is one of an event and of the right form; @status is kept for later. */
static void
take_member (PdTrackingEvent *event,
             const char *name,
             const PdWireValue *value,
             char **status,
             gboolean *has_time,
             GPtrArray *problems)
{
  guint index = event->row - 1;
  g_autofree char *path = g_strdup_printf ("events[%u].%s", index, name);
  char **const texts[] = { &event->number, status, &event->place, &event->text };
  static const char *const names[] = { "tracking_number", "status", "place", "description", NULL };

  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], name))
      {
        if (value->kind == PD_WIRE_TEXT)
          take_text (texts[i], value);
        else if (value->kind != PD_WIRE_NULL)
          pd_platform_intake_add_problem (problems, g_steal_pointer (&path), _ ("This has to be a text."));
        return;
      }
  if (!g_str_equal (name, "time"))
    {
      pd_platform_intake_add_problem (problems, g_steal_pointer (&path),
                                      _ ("There is no member of this name."));
      return;
    }
  *has_time = TRUE;
  if (value->kind != PD_WIRE_TEXT ||
      !pd_tracking_parse_time (pd_wire_value_text (value), &event->happened_at))
    pd_platform_intake_add_problem (problems, g_steal_pointer (&path),
                                    _ ("This has to be a time such as “2026-11-30T14:00:00+08:00”."));
}

static void
check_event (const PdTrackingEvent *event, const char *status, gboolean has_time, GPtrArray *problems)
{
  guint index = event->row - 1;
  g_autofree char *folded = pd_tracking_fold_number (event->number);

  if (*folded == '\0')
    pd_platform_intake_add_problem (problems, g_strdup_printf ("events[%u].tracking_number", index),
                                    _ ("The parcel's tracking number is needed."));
  if (!has_time)
    pd_platform_intake_add_problem (problems, g_strdup_printf ("events[%u].time", index),
                                    _ ("The time of the event is needed."));
  if (event->kind == NULL)
    pd_platform_intake_add_problem (problems, g_strdup_printf ("events[%u].status", index),
                                    *status != '\0' ? _ ("This is not a state of a parcel that is known.")
                                                    : _ ("The event's status or description is needed."));
}

static void
take_event (Taking *taking, guint index, const PdWireValue *object, GPtrArray *problems)
{
  g_autoptr (PdTrackingEvent) event = pd_tracking_event_new (index + 1);
  g_autofree char *status = g_strdup ("");
  const PdWireValue *value = NULL;
  const char *name = NULL;
  gboolean has_time = FALSE;
  PdWireIter iter;

  pd_wire_iter_init (&iter, object);
  while (pd_wire_iter_next (&iter, &name, &value))
    take_member (event, name, value, &status, &has_time, problems);
  event->kind = pd_tracking_find_kind (status, event->text);
  if (*event->text == '\0')
    {
      g_free (event->text);
      event->text = g_strdup (status);
    }
  check_event (event, status, has_time, problems);
  g_ptr_array_add (taking->events, g_steal_pointer (&event));
}

static void
take_events (Taking *taking, const PdWireValue *body, GPtrArray *problems)
{
  const PdWireValue *events = pd_wire_value_member (body, "events");
  const PdWireValue *value = NULL;
  const char *name = NULL;
  guint index = 0;
  PdWireIter iter;

  pd_wire_iter_init (&iter, body);
  while (pd_wire_iter_next (&iter, &name, &value))
    if (!g_str_equal (name, "events"))
      pd_platform_intake_add_problem (problems, g_strdup (name), _ ("There is no member of this name."));
  if (events == NULL || events->kind != PD_WIRE_ARRAY || events->count == 0 ||
      events->count > PD_PLATFORM_TRACKING_MAX_EVENTS)
    {
      g_autofree char *message =
          g_strdup_printf (_ ("This has to be a list of 1 to %d events."), PD_PLATFORM_TRACKING_MAX_EVENTS);

      pd_platform_intake_add_problem (problems, g_strdup ("events"), message);
      return;
    }
  pd_wire_iter_init (&iter, events);
  for (; pd_wire_iter_next (&iter, NULL, &value); index++)
    if (value->kind == PD_WIRE_OBJECT)
      take_event (taking, index, value, problems);
    else
      pd_platform_intake_add_problem (problems, g_strdup_printf ("events[%u]", index),
                                      _ ("This has to be an object."));
}

/* --- what becomes of it */

/* @order: (out) (transfer none) (nullable): NULL when it is gone */
static gboolean
get_order (Taking *taking, const char *id, PdRecord **order, GError **error)
{
  PdRecord *read = NULL;

  *order = g_hash_table_lookup (taking->orders, id);
  if (*order != NULL)
    return TRUE;
  if (!pd_platform_read_record (taking->call->platform, taking->call->session->tenant, &pd_order_type, id,
                                &read, error))
    return FALSE;
  if (read == NULL || pd_record_is_deleted (read))
    {
      g_clear_pointer (&read, pd_record_unref);
      return TRUE;
    }
  /* Nothing is stored here that was not derived first. */
  pd_order_trust_lines (read);
  g_hash_table_insert (taking->orders, g_strdup (id), read);
  *order = read;
  return TRUE;
}

static PdTrackingOutcome
take_for (Taking *taking, const char *id, PdRecord *order, const PdTrackingEvent *event)
{
  g_autoptr (PdRecord) before = g_hash_table_contains (taking->befores, id) ? NULL : pd_record_copy (order);
  PdTrackingOutcome outcome = pd_tracking_take (order, event);

  if (outcome == PD_TRACKING_ENTERED && before != NULL)
    g_hash_table_insert (taking->befores, g_strdup (id), g_steal_pointer (&before));
  return outcome;
}

static gboolean
match_event (Taking *taking, const PdTrackingEvent *event, GError **error)
{
  PdTrackingOutcome outcome = PD_TRACKING_UNMATCHED;
  g_autoptr (GPtrArray) ids =
      pd_platform_parcels_find (taking->call->platform, taking->call->session->tenant, event->number, error);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      PdRecord *order = NULL;
      PdTrackingOutcome here;

      if (!get_order (taking, g_ptr_array_index (ids, i), &order, error))
        return FALSE;
      here =
          order != NULL ? take_for (taking, g_ptr_array_index (ids, i), order, event) : PD_TRACKING_UNMATCHED;
      outcome = MAX (outcome, here);
    }
  g_array_append_val (taking->outcomes, outcome);
  return ids != NULL;
}

/* In the order of their ids, so that the same request writes the same history wherever it is played. */
static gboolean
write_orders (Taking *taking, GError **error)
{
  const PdPlatformSession *carrier = taking->call->session;
  PdPlatformChange change = { .platform = taking->call->platform,
                              .tenant = carrier->tenant,
                              .user = carrier->user_name,
                              .now = pd_platform_get_now (taking->call->platform) };
  g_autoptr (GList) ids = g_list_sort (g_hash_table_get_keys (taking->befores), (GCompareFunc) strcmp);

  for (const GList *at = ids; at != NULL; at = at->next)
    {
      PdRecord *order = g_hash_table_lookup (taking->orders, at->data);

      g_autoptr (PdRecord) moved = NULL;

      pd_record_derive (order);
      change.before = g_hash_table_lookup (taking->befores, at->data);
      if (!pd_platform_write_record (&change, order, error) ||
          !pd_platform_follow_rules (&change, g_hash_table_lookup (taking->befores, at->data), order, &moved,
                                     error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
answer (Taking *taking)
{
  static const char *const results[] = { "unmatched", "known", "entered" };
  guint counts[G_N_ELEMENTS (results)] = { 0 };
  g_autoptr (GString) events = g_string_new (NULL);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < taking->outcomes->len; i++)
    {
      const PdTrackingEvent *event = g_ptr_array_index (taking->events, i);
      PdTrackingOutcome outcome = g_array_index (taking->outcomes, PdTrackingOutcome, i);

      counts[outcome]++;
      g_string_append (events, i > 0 ? ",{\"tracking_number\":" : "{\"tracking_number\":");
      pd_wire_write_string (events, event->number);
      g_string_append_printf (events, ",\"result\":\"%s\"}", results[outcome]);
    }
  g_string_printf (out, "{\"entered\":%u,\"known\":%u,\"unmatched\":%u,\"events\":[%s]}\n",
                   counts[PD_TRACKING_ENTERED], counts[PD_TRACKING_KNOWN], counts[PD_TRACKING_UNMATCHED],
                   events->str);
  pd_platform_response_set_json (taking->call->response, 200, g_string_free (out, FALSE));
  return TRUE;
}

static gboolean
take_in_transaction (Taking *taking, GError **error)
{
  for (guint i = 0; i < taking->events->len; i++)
    if (!match_event (taking, g_ptr_array_index (taking->events, i), error))
      return FALSE;
  return write_orders (taking, error) && answer (taking);
}

static gboolean
take_all (Taking *taking, const PdWireValue *body, GError **error)
{
  g_autoptr (GPtrArray) problems =
      g_ptr_array_new_with_free_func ((GDestroyNotify) pd_platform_intake_problem_free);

  take_events (taking, body, problems);
  if (problems->len > 0)
    return pd_platform_intake_answer_problems (taking->call, problems);
  return pd_platform_sql_script (taking->call->platform->sql, "BEGIN IMMEDIATE", error) &&
         pd_platform_sql_end (taking->call->platform->sql, take_in_transaction (taking, error), error);
}

/** pd_platform_handle_tracking: POST /v1/intake/tracking: a carrier tells of parcels. */
gboolean
pd_platform_handle_tracking (PdPlatformCall *call, GError **error)
{
  Taking taking = { .call = call };
  gsize size = 0;
  const char *text = pd_platform_request_text (call->request, &size);
  g_autoptr (PdWireDocument) document = NULL;
  gboolean done;

  call->response->retry_after = pd_platform_shop_wait (call->platform, call->session);
  if (call->response->retry_after > 0)
    return pd_platform_call_fail (call, 429, "too_often",
                                  _ ("These are too many requests at once. Wait, then send the same again."));
  document = pd_wire_parse (text, (gssize) size, NULL);
  if (document == NULL || pd_wire_document_root (document)->kind != PD_WIRE_OBJECT)
    return pd_platform_call_fail (call, 400, "malformed", _ ("The body is not a JSON object."));
  taking.events = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_tracking_event_free);
  taking.outcomes = g_array_new (FALSE, FALSE, sizeof (PdTrackingOutcome));
  taking.orders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) pd_record_unref);
  taking.befores = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) pd_record_unref);
  done = take_all (&taking, pd_wire_document_root (document), error);
  g_hash_table_unref (taking.befores);
  g_hash_table_unref (taking.orders);
  g_array_unref (taking.outcomes);
  g_ptr_array_unref (taking.events);
  return done;
}
