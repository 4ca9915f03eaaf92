/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim-script.h"

#include "sync/pd-sync-failure.h"

#include <string.h>

/* Longer than this no desktop waits for an answer. */
#define PATIENCE (60 * G_TIME_SPAN_SECOND)
#define NEVER_MORE_THAN 200
/* There are few files, so more of them are cut and changed. */
#define FILES 3

/** Request: on its way there, or its answer on its way back. */
typedef struct
{
  int references;
  SimDesktop *desktop;
  guint serial;
  guint life;
  char *method;
  char *target;
  char *range;  /* (nullable) */
  GBytes *body; /* (nullable) */
  int side;     /* -1: the cycle's */
} Request;

typedef struct
{
  Request *request;
  guint status; /* 0: no connection */
  char *type;
  GBytes *body;
  GHashTable *headers; /* (nullable) */
  guint retry_after;
} Answer;

static void
request_unref (Request *request)
{
  if (--request->references > 0)
    return;
  g_free (request->method);
  g_free (request->target);
  g_free (request->range);
  g_clear_pointer (&request->body, g_bytes_unref);
  g_free (request);
}

static gboolean
fault (Sim *sim, guint permille)
{
  return sim->faults && sim_random_chance (&sim->network, permille);
}

static gint64
travel_time (Sim *sim)
{
  gint64 time = G_TIME_SPAN_MILLISECOND * (1 + sim_random_below (&sim->network, 40));

  if (fault (sim, sim->options->delay))
    time += G_TIME_SPAN_MILLISECOND * sim_random_below (&sim->network, 90000);
  return time;
}

/* As the transport does: what a status means. */
PdSyncFailure
sim_answer_failure (const SimAnswer *answer)
{
  gboolean ours = answer->type != NULL && g_str_has_prefix (answer->type, "application/");
  gsize size = 0;
  const char *text = answer->body != NULL ? g_bytes_get_data (answer->body, &size) : "";

  if (answer->status == 0)
    return PD_SYNC_FAILURE_NETWORK;
  if (answer->status == 200 && !ours)
    return PD_SYNC_FAILURE_PORTAL;
  return pd_sync_failure_from_status (answer->status,
                                      size > 0 && g_strstr_len (text, (gssize) size, "\"history_changed\"") !=
                                                      NULL
                                          ? "history_changed"
                                          : NULL,
                                      ours);
}

/* It is kept until its turn comes; what failed is sent again then. */
static void
arrive_ahead (SimDesktop *desktop, const SimAnswer *answer)
{
  if (answer->status == 200 && g_str_has_prefix (answer->type, "application/"))
    desktop->answer_ahead = g_bytes_ref (answer->body);
  else
    desktop->is_ahead_sent = FALSE;
}

static void
arrive_at_desktop (SimDesktop *desktop, const SimAnswer *answer)
{
  PdSyncPhase phase = pd_sync_engine_get_phase (desktop->engine);
  PdSyncEvent event = { .type = phase == PD_SYNC_PHASE_PUSHING     ? PD_SYNC_EVENT_PUSHED
                                : phase == PD_SYNC_PHASE_COMPARING ? PD_SYNC_EVENT_COMPARED
                                                                   : PD_SYNC_EVENT_PULLED,
                        .more = phase == PD_SYNC_PHASE_COMPARING };

  desktop->request = 0;
  if (phase != PD_SYNC_PHASE_PUSHING && desktop->is_ahead_sent)
    arrive_ahead (desktop, answer);
  else if (answer->status != 200 || !g_str_has_prefix (answer->type, "application/"))
    sim_desktop_fail (desktop, sim_answer_failure (answer),
                      (gint64) answer->retry_after * G_TIME_SPAN_SECOND);
  else
    {
      g_clear_pointer (&desktop->answer, g_bytes_unref);
      desktop->answer = g_bytes_ref (answer->body);
      sim_desktop_event (desktop, &event);
    }
}

static guint *
waited_for (const Request *request)
{
  SimDesktop *desktop = request->desktop;

  return request->side < 0 ? &desktop->request : &desktop->sides[request->side].request;
}

static gboolean
is_wanted (const Request *request)
{
  return request->desktop->life == request->life && request->desktop->engine != NULL &&
         *waited_for (request) == request->serial;
}

static void
arrive (const Request *request, const SimAnswer *answer)
{
  SimDesktop *desktop = request->desktop;

  if (request->side < 0)
    {
      arrive_at_desktop (desktop, answer);
      return;
    }
  desktop->sides[request->side].request = 0;
  desktop->sides[request->side].take (desktop, answer);
}

static void
deliver_cb (Sim *sim, gpointer data)
{
  Answer *answer = data;
  Request *request = answer->request;
  SimDesktop *desktop = request->desktop;
  gboolean wanted = sim != NULL && is_wanted (request);

  if (wanted && sim_script_kills (sim, SIM_KILL_ARRIVING, desktop))
    wanted = desktop->engine != NULL;
  if (sim != NULL)
    sim_trace (sim, "answer %u to desktop %u: %u %08x%s", request->serial, desktop->index, answer->status,
               answer->body != NULL ? sim_hash_bytes (answer->body) : 0, wanted ? "" : " (nobody waits)");
  if (wanted)
    arrive (request,
            &(SimAnswer){ answer->status, answer->type, answer->body, answer->headers, answer->retry_after });
  request_unref (request);
  g_free (answer->type);
  g_clear_pointer (&answer->headers, g_hash_table_unref);
  g_clear_pointer (&answer->body, g_bytes_unref);
  g_free (answer);
}

/* @headers: (nullable); @body: (transfer full) (nullable) */
static void
answer_with (Sim *sim,
             Request *request,
             GHashTable *headers,
             guint status,
             const char *type,
             GBytes *body,
             guint retry_after)
{
  Answer *message = g_new0 (Answer, 1);

  request->references++;
  *message = (Answer){
    request, status, g_strdup (type), body, headers != NULL ? g_hash_table_ref (headers) : NULL, retry_after
  };
  sim_at (sim, travel_time (sim), deliver_cb, message);
}

/* @body: (transfer full) (nullable) */
static void
answer (Sim *sim, Request *request, guint status, const char *type, GBytes *body, guint retry_after)
{
  answer_with (sim, request, NULL, status, type, body, retry_after);
}

static GBytes *
text_bytes (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

/* Something between the two answers instead of the platform. TRUE when it did. */
static gboolean
answer_instead (Sim *sim, Request *request)
{
  static const guint statuses[] = { 401, 413, 429, 500, 503, 502, 403 };
  GBytes *stale;

  if (fault (sim, sim->options->portal) || (sim->script != NULL && sim->script->portal))
    {
      sim_sometimes (request->desktop, SIM_FAULT_PORTAL);
      answer (sim, request, 200, "text/html",
              text_bytes ("<html><body>Please sign in to the hotel</body></html>"), 0);
      return TRUE;
    }
  if (fault (sim, sim->options->error))
    {
      guint status = statuses[sim_random_below (&sim->network, G_N_ELEMENTS (statuses))];

      sim_sometimes (request->desktop, SIM_FAULT_STATUS);
      answer (sim, request, status, "application/json",
              text_bytes ("{\"error\":{\"code\":\"x\",\"message\":\"y\"}}"),
              status == 429 || status == 503 ? sim_random_below (&sim->network, 20) : 0);
      return TRUE;
    }
  if (sim->script != NULL && sim->script->most_bytes > 0 && request->body != NULL &&
      g_bytes_get_size (request->body) > sim->script->most_bytes)
    {
      answer (sim, request, 413, "application/json", text_bytes ("{}"), 0);
      return TRUE;
    }
  stale = g_hash_table_lookup (sim->cache, request->target);
  if (stale != NULL && request->body == NULL && fault (sim, sim->options->stale))
    {
      sim_sometimes (request->desktop, SIM_FAULT_STALE);
      sim_trace (sim, "a proxy answers %u from its memory", request->serial);
      answer (sim, request, 200, "application/x-ndjson", g_bytes_ref (stale), 0);
      return TRUE;
    }
  return FALSE;
}

static GBytes *
last_line (const char *text, gsize size)
{
  const char *start = text + size;

  if (size > 0)
    start--;
  while (start > text && start[-1] != '\n')
    start--;
  return g_bytes_new (start, (gsize) (text + size - start));
}

/* The planted bug needs a client that takes what is left of a page: the end is put back with a count that fits. */
static GBytes *
mend (const char *text, gsize kept, gsize size)
{
  g_autoptr (GBytes) end = last_line (text, size);
  g_autofree char *end_text = g_strndup (g_bytes_get_data (end, NULL), g_bytes_get_size (end));
  const char *count = strstr (end_text, "\"count\":");
  GString *out = g_string_new_len (text, (gssize) kept);
  guint lines = 0;

  while (out->len > 0 && out->str[out->len - 1] != '\n')
    g_string_truncate (out, out->len - 1);
  for (gsize i = 0; i < out->len; i++)
    lines += out->str[i] == '\n';
  if (count == NULL || strchr (count, ',') == NULL)
    return g_string_free_to_bytes (out);
  g_string_append_len (out, end_text, count - end_text);
  g_string_append_printf (out, "\"count\":%u%s", lines, strchr (count, ','));
  return g_string_free_to_bytes (out);
}

static GBytes *
cut (Sim *sim, const Request *request, GBytes *body)
{
  gsize size;
  const char *text = g_bytes_get_data (body, &size);
  gsize kept = sim_random_below (&sim->network, (guint) size + 1);

  if (sim->options->bug == SIM_BUG_ACCEPT_TRUNCATED && request->body == NULL && kept < size)
    {
      g_autoptr (GBytes) end = last_line (text, size);

      return mend (text, MIN (kept, size - g_bytes_get_size (end)), size);
    }
  return g_bytes_new (text, kept);
}

static gboolean
is_file (const Request *request)
{
  return g_str_has_prefix (request->target, "/v1/blobs/");
}

/* A byte changes on the way. (transfer full): NULL where there is none */
static GBytes *
spoil (Sim *sim, GBytes *body)
{
  gsize size = 0;
  const guint8 *data = body != NULL ? g_bytes_get_data (body, &size) : NULL;
  guint8 *copy;

  if (size == 0)
    return body != NULL ? g_bytes_ref (body) : NULL;
  copy = g_memdup2 (data, size);
  copy[sim_random_below (&sim->network, (guint) size)] ^= 0x20;
  return g_bytes_new_take (copy, size);
}

static void
arrive_cb (Sim *sim, gpointer data)
{
  Request *request = data;
  PdPlatformResponse *response = NULL;

  if (sim != NULL && !answer_instead (sim, request))
    {
      g_autoptr (GBytes) spoilt =
          is_file (request) && fault (sim, sim->options->cut) ? spoil (sim, request->body) : NULL;

      response = sim_platform_handle (request->desktop, request->method, request->target, request->range,
                                      spoilt != NULL ? spoilt : request->body);
      if (response != NULL && sim_script_kills (sim, SIM_KILL_ANSWERED, request->desktop) &&
          sim->platform.platform == NULL)
        g_clear_pointer (&response, pd_platform_response_free);
      if (response == NULL)
        answer (sim, request, 0, "", NULL, 0);
      else if (fault (sim, sim->options->drop_answer) ||
               (sim->script != NULL && sim->script->loses_answers && request->body != NULL))
        {
          sim_sometimes (request->desktop, SIM_FAULT_ANSWER_LOST);
          sim_trace (sim, "answer %u is lost", request->serial);
        }
      else
        {
          GBytes *body = response->body != NULL ? g_bytes_ref (response->body) : text_bytes ("");

          if (response->status == 200 && request->body == NULL && !is_file (request) &&
              !g_hash_table_contains (sim->cache, request->target))
            g_hash_table_insert (sim->cache, g_strdup (request->target), g_bytes_ref (body));
          if (fault (sim, sim->options->cut * (is_file (request) ? FILES : 1)))
            {
              sim_sometimes (request->desktop, SIM_FAULT_CUT);
              GBytes *part = is_file (request) && sim_random_chance (&sim->network, 500)
                                 ? spoil (sim, body)
                                 : cut (sim, request, body);

              g_bytes_unref (body);
              body = part;
            }
          answer_with (sim, request, response->headers, response->status, response->content_type, body,
                       response->retry_after);
        }
    }
  g_clear_pointer (&response, pd_platform_response_free);
  request_unref (request);
}

static void
give_up_cb (Sim *sim, gpointer data)
{
  Request *request = data;
  SimDesktop *desktop = request->desktop;

  if (sim != NULL && is_wanted (request))
    {
      sim_trace (sim, "desktop %u waits no longer for %u", desktop->index, request->serial);
      arrive (request, &(SimAnswer){ 0 });
    }
  request_unref (request);
}

/* I19: no client asks in a loop. */
static void
count_request (SimDesktop *desktop)
{
  Sim *sim = desktop->sim;

  sim->statistics.requests++;
  if (++desktop->requests > NEVER_MORE_THAN + 20 * desktop->kicks)
    sim_fail (sim, "I19", "desktop %u sent %u requests within a minute", desktop->index, desktop->requests);
}

static void
send_request (SimDesktop *desktop, Request *request)
{
  Sim *sim = desktop->sim;

  request->references = 1;
  request->desktop = desktop;
  request->serial = ++sim->requests;
  request->life = desktop->life;
  *waited_for (request) = request->serial;
  count_request (desktop);
  sim_trace (sim, "desktop %u asks %u: %s %.60s %08x", desktop->index, request->serial, request->method,
             request->target, request->body != NULL ? sim_hash_bytes (request->body) : 0);
  request->references++;
  sim_at (sim, PATIENCE, give_up_cb, request);
  if (fault (sim, sim->options->duplicate))
    {
      sim_sometimes (desktop, SIM_FAULT_DUPLICATE);
      request->references++;
      sim_at (sim, travel_time (sim) + sim_random_below (&sim->network, 60) * G_TIME_SPAN_SECOND, arrive_cb,
              request);
    }
  if (sim_script_kills_sender (sim, desktop) || fault (sim, sim->options->drop_request))
    {
      sim_sometimes (desktop, SIM_FAULT_REQUEST_LOST);
      sim_trace (sim, "request %u is lost", request->serial);
      request_unref (request);
    }
  else
    sim_at (sim, travel_time (sim), arrive_cb, request);
}

void
sim_network_send (SimDesktop *desktop, const char *method, const char *target, GBytes *body)
{
  Request *request = g_new0 (Request, 1);

  request->side = -1;
  request->method = g_strdup (method);
  request->target = g_strdup (target);
  request->body = body != NULL ? g_bytes_ref (body) : NULL;
  send_request (desktop, request);
}

/**
 * sim_network_ask:
 * @side: who asks; an answer to what it asked before is not wanted any more
 * @range: (nullable): a part of a file
 * @take: gets the answer, unless the desktop is switched off before
 *
 * Beside the cycle, over the same network.
 */
void
sim_network_ask (SimDesktop *desktop,
                 SimSide side,
                 const char *method,
                 const char *target,
                 const char *range,
                 GBytes *body,
                 SimTake take)
{
  Request *request = g_new0 (Request, 1);

  request->side = (int) side;
  request->method = g_strdup (method);
  request->target = g_strdup (target);
  request->range = g_strdup (range);
  request->body = body != NULL ? g_bytes_ref (body) : NULL;
  desktop->sides[side].take = take;
  send_request (desktop, request);
}
