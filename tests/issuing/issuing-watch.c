/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "issuing/issuing-watch.h"

#include "model/pd-invoice.h"

/*
 * Stands between the platform and a provider and holds both to their contracts: the platform sends nothing without an
 * intent on its disk, nothing whose outcome is unknown, and asks of one key once at a time; the provider says "not sent"
 * only when nothing can come of what was sent before.
 */

/* As the platform's: whoever took it before so long may be dead. */
#define LEASE (3 * G_TIME_SPAN_MINUTE)

typedef IssuingWatch Watch;

gboolean
issuing_watch_is_late (const Issuing *issuing)
{
  return issuing->now - issuing->running->taken_at >= LEASE;
}

/* Nobody else who holds a lease is at work on the key. */
void
issuing_watch_check_alone (Issuing *issuing, const char *key)
{
  const gint64 *at = g_hash_table_lookup (issuing->decided, key);
  gint64 decided = at != NULL ? *at : 0;

  for (guint i = 0; i < issuing->calls->len && !issuing_watch_is_late (issuing); i++)
    {
      const IssuingCall *call = g_ptr_array_index (issuing->calls, i);

      if (call == issuing->running || !call->has_run || issuing->now - call->taken_at >= LEASE ||
          call->taken_at <= decided || issuing->running->taken_at <= decided ||
          !g_ptr_array_find_with_equal_func (call->keys, key, g_str_equal, NULL))
        continue;
      issuing_fail (issuing, "%s is asked for while another call of it is under way", key);
    }
  g_ptr_array_add (issuing->running->keys, g_strdup (key));
}

static void
check_intent (Issuing *issuing, const char *key)
{
  if (issuing->platform != NULL && !issuing_watch_is_late (issuing) && !sim_disk_is_down (issuing->disk) &&
      issuing_integer (issuing, "SELECT count (*) FROM submission WHERE key = ? AND state = 'sending'",
                       key) != 1)
    issuing_fail (issuing, "%s is sent, and no intent is on the disk", key);
}

void
issuing_watch_begin (Issuing *issuing, const char *key)
{
  issuing_watch_check_alone (issuing, key);
  if (issuing_watch_is_late (issuing))
    g_hash_table_add (issuing->belated, g_strdup (key));
  else
    check_intent (issuing, key);
}

/* What the answer leaves known, once it is written down. */
void
issuing_watch_learn (Issuing *issuing, const char *key, const PdGatewayAnswer *answer)
{
  if (answer->state != PD_GATEWAY_UNKNOWN && answer->state != PD_GATEWAY_SENT)
    g_ptr_array_add (issuing->running->closed, g_strdup (key));
}

/* The provider has to know what it says. */
static void
check_answer (Issuing *issuing, const char *key, const PdGatewayAnswer *answer)
{
  if (answer->state == PD_GATEWAY_NOT_SENT && issuing->provider->holds (issuing, key))
    issuing_fail (issuing, "the provider says that %s was not sent, and something can come of it", key);
  if (answer->state == PD_GATEWAY_ISSUED && (answer->number == NULL || strlen (answer->number) != 20))
    issuing_fail (issuing, "%s is issued without a number", key);
}

static PdGatewayAnswer *
submit (gpointer self, const PdGatewayRequest *request, GCancellable *cancellable)
{
  Watch *watch = self;
  Issuing *issuing = watch->issuing;
  PdGatewayAnswer *answer;

  issuing_watch_begin (issuing, request->key);
  if (g_hash_table_contains (issuing->open, request->key) && !issuing_watch_is_late (issuing))
    issuing_fail (issuing, "%s is sent again although its outcome is unknown", request->key);
  if (!issuing_watch_is_late (issuing))
    g_hash_table_add (issuing->open, g_strdup (request->key));
  answer = pd_gateway_submit (watch->inner, request, cancellable);
  issuing_trace (issuing, "send %s: %s, %s %s", request->key, pd_gateway_state_name (answer->state),
                 pd_gateway_next_name (answer->next), answer->reason != NULL ? answer->reason : "");
  if (issuing_watch_is_late (issuing))
    return answer;
  issuing_watch_learn (issuing, request->key, answer);
  /* A platform that has forgotten, or was told by a person, sends again: it is of this call alone that nothing left. */
  if (!issuing->is_restored && !g_hash_table_contains (issuing->decided, request->key))
    check_answer (issuing, request->key, answer);
  issuing_sabotage_submitted (issuing, answer);
  return answer;
}

static void
query (gpointer self,
       const PdGatewayKey *keys,
       guint n_keys,
       PdGatewayAnswer **answers,
       GCancellable *cancellable)
{
  Watch *watch = self;
  Issuing *issuing = watch->issuing;

  for (guint i = 0; i < n_keys; i++)
    issuing_watch_check_alone (issuing, keys[i].key);
  pd_gateway_query (watch->inner, keys, n_keys, answers, cancellable);
  for (guint i = 0; i < n_keys; i++)
    {
      issuing_trace (issuing, "query %s: %s, %s %s", keys[i].key, pd_gateway_state_name (answers[i]->state),
                     pd_gateway_next_name (answers[i]->next),
                     answers[i]->reason != NULL ? answers[i]->reason : "");
      if (issuing_watch_is_late (issuing))
        continue;
      issuing_sabotage_asked (issuing, answers[i]);
      issuing_watch_learn (issuing, keys[i].key, answers[i]);
      check_answer (issuing, keys[i].key, answers[i]);
    }
}

static PdGatewayAnswer *
retry (gpointer self, const PdGatewayKey *key, GCancellable *cancellable)
{
  Watch *watch = self;
  Issuing *issuing = watch->issuing;
  PdGatewayAnswer *answer;

  issuing_watch_begin (issuing, key->key);
  if (!issuing_watch_is_late (issuing))
    g_hash_table_add (issuing->open, g_strdup (key->key));
  answer = pd_gateway_retry (watch->inner, key, cancellable);
  issuing_trace (issuing, "retry %s: %s, %s %s", key->key, pd_gateway_state_name (answer->state),
                 pd_gateway_next_name (answer->next), answer->reason != NULL ? answer->reason : "");
  if (!issuing_watch_is_late (issuing))
    issuing_watch_learn (issuing, key->key, answer);
  return answer;
}

static PdGatewayAnswer *
fetch_files (gpointer self, const PdGatewayKey *key, GCancellable *cancellable)
{
  Watch *watch = self;
  PdGatewayAnswer *answer;

  issuing_watch_check_alone (watch->issuing, key->key);
  answer = pd_gateway_fetch_files (watch->inner, key, cancellable);
  issuing_trace (watch->issuing, "files %s: %s%s", key->key,
                 answer->files[PD_GATEWAY_FILE_PDF] != NULL ? "there" : "missing",
                 answer->files_pending ? ", pending" : "");
  if (answer->state != PD_GATEWAY_ISSUED)
    issuing_fail (watch->issuing, "%s is not issued any more after its files were asked for", key->key);
  return answer;
}

static PdGatewaySession *
session (gpointer self, PdGatewaySessionAction action, const char *argument, GCancellable *cancellable)
{
  Watch *watch = self;
  PdGatewaySession *answer = pd_gateway_session (watch->inner, action, argument, cancellable);

  issuing_trace (watch->issuing, "session %d: %d %s", (int) action, (int) answer->state,
                 answer->reason != NULL ? answer->reason : "");
  return answer;
}

static PdGatewayQuota *
quota (gpointer self, gboolean refresh, GCancellable *cancellable)
{
  return pd_gateway_quota (((Watch *) self)->inner, refresh, cancellable);
}

static void
get_limits (gpointer self, PdGatewayLimits *limits)
{
  pd_gateway_get_limits (((Watch *) self)->inner, limits);
}

static PdGatewayAnswer *
test (gpointer self, GCancellable *cancellable)
{
  return pd_gateway_answer_new (PD_GATEWAY_NOT_SENT, PD_GATEWAY_NEXT_NOTHING, NULL);
}

static void
watch_free (gpointer self)
{
  Watch *watch = self;

  pd_gateway_unref (watch->inner);
  g_free (watch);
}

/** issuing_watch_new: @inner: (transfer full): offers what @inner offers of what is played here */
PdGateway *
issuing_watch_new (Issuing *issuing, PdGateway *inner)
{
  const PdGatewayFunctions *offered = pd_gateway_get_functions (inner);
  Watch *watch = g_new0 (Watch, 1);

  watch->issuing = issuing;
  watch->inner = inner;
  watch->functions = (PdGatewayFunctions){ .name = offered->name,
                                           .get_limits = get_limits,
                                           .submit = submit,
                                           .query = query,
                                           .retry = offered->retry != NULL ? retry : NULL,
                                           .fetch_files = offered->fetch_files != NULL ? fetch_files : NULL,
                                           .session = offered->session != NULL ? session : NULL,
                                           .quota = offered->quota != NULL ? quota : NULL,
                                           .test = test,
                                           .free = watch_free };
  issuing_watch_add_forms (&watch->functions, offered);
  return pd_gateway_new (&watch->functions, watch);
}

/** issuing_watch_speak: a person has said a word of a form; what is under way of it is not listened to any more. */
void
issuing_watch_speak (Issuing *issuing, const char *key)
{
  gint64 *at = g_new (gint64, 1);

  *at = issuing->now;
  g_hash_table_insert (issuing->decided, g_strdup (key), at);
}

/** issuing_watch_decide: a person has said how it ended: the same, and its outcome is known. */
void
issuing_watch_decide (Issuing *issuing, const char *key)
{
  g_hash_table_remove (issuing->open, key);
  issuing_watch_speak (issuing, key);
}
