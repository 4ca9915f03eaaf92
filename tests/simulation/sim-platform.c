/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim.h"

#include "model/pd-id.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-workflow.h"
#include "platform/pd-platform-accounts.h"
#include "platform/pd-platform-blobs.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-intake.h"
#include "wire/pd-wire.h"

#include "sim-clock.h"
#include "sim-sabotage.h"

#include <json-glib/json-glib.h>

#include <glib/gstdio.h>
#include <string.h>

#define PASSWORD "a long enough password"
#define ITERATIONS 2
#define WORK_PAUSE (5 * G_TIME_SPAN_SECOND)

static gint64
platform_now (gpointer data)
{
  Sim *sim = data;

  return sim->now + sim->platform.clock_offset;
}

static void
platform_random (gpointer data, guint8 *bytes, gsize size)
{
  Sim *sim = data;

  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8) sim_random_next (&sim->platform.random);
}

/* The platform's clock is the one that counts from here on. */
void
sim_platform_enter (Sim *sim)
{
  sim_clock_set (platform_now (sim));
}

/* FALSE when it crashes while it starts. */
static gboolean
open_platform (Sim *sim)
{
  SimPlatform *self = &sim->platform;
  PdPlatformOptions options = { .now = platform_now,
                                .random = platform_random,
                                .data = sim,
                                .password_iterations = ITERATIONS,
                                .gateway = sim->bureau };
  g_autoptr (GError) error = NULL;

  sim_platform_enter (sim);
  self->platform = pd_platform_new_with_options (self->folder, &options, &error);
  if (self->platform != NULL && pd_platform_recover_submissions (self->platform, &error))
    return TRUE;
  if (!sim_disk_is_down (self->disk))
    sim_fail (sim, "I14", "the platform does not start: %s", error->message);
  return FALSE;
}

static void
add_tenant (Sim *sim, guint index)
{
  static const char *const numbers[] = { "91440101MA5PD0018E", "91310115MA1PD00290" };
  static const char *const users[] = { "clerk", "reviewer", "finance", "admin" };
  SimPlatform *self = &sim->platform;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = pd_id_new (sim->now);
  g_autoptr (PdRecord) company = pd_record_new (&pd_company_type, id);
  const char *name = index == 0 ? "甲公司" : SIM_SECRET "乙公司";

  pd_record_set_text (company, PD_COMPANY_NAME, name);
  pd_record_set_text (company, PD_COMPANY_TAX_NUMBER, numbers[index]);
  pd_record_set_integer (company, PD_COMPANY_PROVINCE, 44);
  self->tenants[index] = pd_platform_add_tenant (self->platform, name, company, &error);
  g_assert_no_error (error);
  for (guint user = 0; user < G_N_ELEMENTS (users); user++)
    {
      g_autofree char *user_id =
          pd_platform_add_user (self->platform, self->tenants[index], users[user],
                                pd_platform_role_parse (users[user]), PASSWORD, &error);

      g_assert_no_error (error);
    }
}

/* The goods that orders with a way are of. */
static gboolean
write_goods (PdPlatformChange *change, GError **error)
{
  for (guint i = 0; i < SIM_N_GOODS; i++)
    {
      g_autoptr (PdRecord) record = sim_good_new (i);

      if (!pd_platform_write_record (change, record, error))
        return FALSE;
    }
  return TRUE;
}

static void
write_down (Sim *sim, gboolean (*write) (PdPlatformChange *change, GError **error))
{
  SimPlatform *self = &sim->platform;
  PdPlatformChange change = { .platform = self->platform,
                              .tenant = self->tenants[0],
                              .now = pd_platform_get_now (self->platform) };
  g_autoptr (GError) error = NULL;
  gboolean good = pd_platform_sql_script (self->platform->sql, "BEGIN IMMEDIATE", &error);

  good = good && write (&change, &error);
  pd_platform_sql_end (self->platform->sql, good, &error);
  g_assert_no_error (error);
}

static void
add_carrier (Sim *sim)
{
  SimPlatform *self = &sim->platform;
  g_autoptr (GError) error = NULL;

  self->carrier_token = pd_platform_make_shop_token (self->platform, self->tenants[0], "快递",
                                                     PD_PLATFORM_PURPOSE_TRACKING, &error);
  g_assert_no_error (error);
}

void
sim_platform_new (Sim *sim)
{
  SimPlatform *self = &sim->platform;

  self->folder = g_build_filename (sim_folder (), "platform", NULL);
  g_mkdir_with_parents (self->folder, 0700);
  self->disk = sim_disk_new (self->folder, sim->options->seed, 99);
  sim_random_init (&self->random, sim->options->seed, 98);
  if (!open_platform (sim))
    return;
  add_tenant (sim, 0);
  add_tenant (sim, 1);
  if (sim->options->fates[SIM_STEP])
    write_down (sim, write_goods);
  if (sim->options->fates[SIM_RULES])
    {
      write_down (sim, sim_rules_write_bureau);
      add_carrier (sim);
    }
  self->other_token = sim_platform_sign_in (sim, "admin", 1);
  sim_history_read (sim, SIM_PLATFORM);
  sim_at (sim, WORK_PAUSE, sim_platform_work_cb, NULL);
}

static void
stop (Sim *sim)
{
  SimPlatform *self = &sim->platform;

  self->life++;
  g_clear_pointer (&self->submission, pd_platform_submission_free);
  g_clear_pointer (&self->platform, pd_platform_free);
}

void
sim_platform_clear (Sim *sim)
{
  SimPlatform *self = &sim->platform;

  stop (sim);
  g_clear_pointer (&self->disk, sim_disk_free);
  sim_image_free (self->backup);
  g_free (self->folder);
  g_free (self->tenants[0]);
  g_free (self->tenants[1]);
  g_free (self->other_token);
  g_free (self->carrier_token);
}

static void
restart_cb (Sim *sim, gpointer data)
{
  if (sim != NULL)
    sim_platform_start (sim);
}

static void
check_integrity (Sim *sim)
{
  if (sim_platform_integer (sim, "SELECT count (*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
                            NULL) != 0)
    sim_fail (sim, "I14", "the platform's database is damaged after a crash");
}

/* I20: no orphan is older than its grace. */
static void
collect_files (Sim *sim)
{
  SimPlatform *self = &sim->platform;
  g_autoptr (GError) error = NULL;
  g_autofree char *old =
      g_strdup_printf ("SELECT count (*) FROM blob WHERE unreferenced_at <= %" G_GINT64_FORMAT,
                       platform_now (sim) - PD_PLATFORM_BLOB_GRACE);
  guint n_removed;

  if (!sim->options->fates[SIM_ATTACH])
    return;
  if (!pd_platform_collect_blobs (self->platform, &n_removed, &error))
    {
      if (!sim_disk_is_down (self->disk))
        sim_fail (sim, "P", "%s", error->message);
      return;
    }
  sim_trace (sim, "the platform removes %u files", n_removed);
  if (sim_platform_integer (sim, old, NULL) != 0)
    sim_fail (sim, "I20", "a file that nobody has named for a month is still there");
  sim_check_platform_files (sim);
}

void
sim_platform_start (Sim *sim)
{
  if (sim->platform.platform != NULL)
    return;
  if (!open_platform (sim))
    {
      sim_platform_crash (sim);
      return;
    }
  sim_trace (sim, "the platform starts");
  check_integrity (sim);
  collect_files (sim);
  sim_history_read (sim, SIM_PLATFORM);
}

void
sim_platform_crash (Sim *sim)
{
  SimPlatform *self = &sim->platform;

  sim_trace (sim, "the platform crashes");
  sim_sometimes_all (sim, SIM_FAULT_PLATFORM_CRASH);
  sim->statistics.platform_crashes++;
  sim_disk_crash (self->disk);
  stop (sim);
  sim_disk_restart (self->disk);
  sim_at (sim, G_TIME_SPAN_SECOND * (1 + sim_random_below (&sim->people, 60)), restart_cb, NULL);
}

void
sim_platform_back_up (Sim *sim)
{
  SimPlatform *self = &sim->platform;

  if (self->platform == NULL)
    return;
  sim_image_free (self->backup);
  self->backup = sim_disk_copy (self->disk);
  self->backed_up_at = sim->now;
}

/* The administrator puts last night's backup back, as the manual says. */
void
sim_platform_restore (Sim *sim)
{
  SimPlatform *self = &sim->platform;
  g_autoptr (GError) error = NULL;

  if (self->backup == NULL)
    return;
  sim_trace (sim, "the platform is restored from a backup");
  sim_sometimes_all (sim, SIM_FAULT_RESTORE);
  sim->restored = TRUE;
  sim->statistics.restores++;
  stop (sim);
  sim_disk_restore (self->disk, self->backup);
  if (!open_platform (sim))
    return;
  if (sim->options->bug != SIM_BUG_NO_HISTORY_CHECK &&
      !pd_platform_start_new_history (self->platform, &error))
    sim_fail (sim, "P", "no new history: %s", error->message);
  sim_history_forget (sim);
}

gint64
sim_platform_integer (Sim *sim, const char *sql, const char *argument)
{
  g_autoptr (GError) error = NULL;
  gint64 value = 0;

  if (!pd_platform_sql_get_integer (sim->platform.platform->sql, &value, &error, sql,
                                    argument != NULL ? "t" : "", argument) &&
      !sim_disk_is_down (sim->platform.disk))
    sim_fail (sim, "P", "%s", error->message);
  return value;
}

static PdPlatformResponse *
handle_range (Sim *sim,
              const char *method,
              const char *target,
              const char *range,
              const char *token,
              GBytes *body)
{
  g_autoptr (PdPlatformRequest) request = pd_platform_request_new (method, target);

  sim_platform_enter (sim);
  request->peer = g_strdup ("192.0.2.1");
  if (token != NULL)
    request->authorization = g_strconcat ("Bearer ", token, NULL);
  request->range = g_strdup (range);
  if (body != NULL)
    {
      request->content_type = g_strdup (g_str_has_prefix (target, "/v1/blobs/") ? "application/octet-stream"
                                                                                : "application/json");
      request->body = g_bytes_ref (body);
    }
  return pd_platform_handle (sim->platform.platform, request);
}

static PdPlatformResponse *
handle (Sim *sim, const char *method, const char *target, const char *token, GBytes *body)
{
  return handle_range (sim, method, target, NULL, token, body);
}

/* A person signs in; without faults of the network, which would only delay it. Returns: (nullable): the token */
char *
sim_platform_sign_in (Sim *sim, const char *user, guint tenant)
{
  SimPlatform *self = &sim->platform;
  g_autofree char *text = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (PdPlatformResponse) response = NULL;
  g_autofree char *answer = NULL;
  g_autoptr (JsonNode) node = NULL;

  if (self->platform == NULL)
    return NULL;
  text =
      g_strdup_printf ("{\"tenant\":\"%s\",\"user\":\"%s\",\"password\":\"" PASSWORD "\",\"device\":\"d\"}",
                       self->tenants[tenant], user);
  body = g_bytes_new (text, strlen (text));
  response = handle (sim, "POST", "/v1/session", NULL, body);
  if (sim_disk_is_down (self->disk))
    {
      sim_platform_crash (sim);
      return NULL;
    }
  if (response->status != 200)
    {
      sim_fail (sim, "P", "nobody can sign in: %u", response->status);
      return NULL;
    }
  answer = pd_platform_response_dup_text (response);
  node = json_from_string (answer, NULL);
  return g_strdup (json_object_get_string_member (json_node_get_object (node), "token"));
}

static gboolean
is_push (const char *target)
{
  return g_str_equal (target, "/v1/sync/push");
}

/* Somebody gives the user another role between two pages, and finds out that it was wrong. */
static void
turn_role (SimDesktop *desktop)
{
  if (desktop->role_in == 0 || --desktop->role_in > 0)
    return;
  sim_platform_change_role (desktop->sim, desktop, desktop->role_turns % 2 == 1);
  if (desktop->role_turns-- > 0)
    desktop->role_in = 1 + sim_random_below (&desktop->sim->people, 3);
}

/* Nothing of another company in any answer. */
static void
check_tenant (SimDesktop *desktop, const PdPlatformResponse *response)
{
  gsize size = 0;
  const char *text = response->body != NULL ? g_bytes_get_data (response->body, &size) : "";

  if (size > 0 && g_strstr_len (text, (gssize) size, SIM_SECRET) != NULL)
    sim_fail (desktop->sim, "T", "desktop %u was sent a record of another company", desktop->index);
}

/**
 * sim_platform_handle:
 *
 * Returns: (transfer full) (nullable): the real server's answer; NULL when there is nobody to answer
 */
PdPlatformResponse *
sim_platform_handle (SimDesktop *desktop,
                     const char *method,
                     const char *target,
                     const char *range,
                     GBytes *body)
{
  Sim *sim = desktop->sim;
  SimPlatform *self = &sim->platform;
  g_autoptr (PdPlatformResponse) response = NULL;
  g_autoptr (GBytes) altered = NULL;
  g_autofree char *altered_target = NULL;
  gint64 head = sim->head;

  if (self->platform != NULL)
    turn_role (desktop);
  if (self->platform == NULL)
    return NULL;
  if (is_push (target))
    sim_tickets_sent (sim, body);
  if (sim->options->bug != SIM_BUG_NONE)
    {
      sim_platform_enter (sim);
      if (sim->options->bug == SIM_BUG_FILES_FORGED && is_push (target))
        sim_forge_files (sim);
      altered = sim_sabotage_request (sim, target, body, &altered_target);
    }
  response = handle_range (sim, method, altered_target != NULL ? altered_target : target, range,
                           desktop->token, altered != NULL ? altered : body);
  if (sim->options->bug != SIM_BUG_NONE)
    sim_sabotage_answer (sim, target, response);
  if (sim_disk_is_down (self->disk))
    {
      sim_platform_crash (sim);
      return NULL;
    }
  sim_trace (sim, "the platform answers desktop %u: %u", desktop->index, response->status);
  sim_history_read (sim, (int) desktop->index);
  check_tenant (desktop, response);
  if (response->status == 204)
    sim_check_platform_files (sim);
  if (response->status == 200 && is_push (target))
    sim_judge_push (desktop, body, response, head);
  else if (response->status == 200 && g_str_has_prefix (target, "/v1/sync/changes"))
    sim_judge_pull (desktop, response);
  else if (response->status == 400 || response->status == 500 || response->status == 415)
    {
      g_autofree char *text = pd_platform_response_dup_text (response);

      sim_fail (sim, "P", "the platform answers %u: %s", response->status, text);
    }
  return g_steal_pointer (&response);
}

static PdWirePush *
push_new (Sim *sim)
{
  g_autofree char *replica = pd_id_new (sim->now);

  return pd_wire_push_new (NULL, replica);
}

static void
push_all (Sim *sim, PdWirePush *push, const char *token)
{
  char *text = pd_wire_push_to_text (push);
  g_autoptr (GBytes) body = g_bytes_new_take (text, strlen (text));
  g_autoptr (PdPlatformResponse) response = handle (sim, "POST", "/v1/sync/push", token, body);

  if (sim_disk_is_down (sim->platform.disk))
    sim_platform_crash (sim);
}

static PdMutation *
mutation_new (Sim *sim, PdWirePush *push, const PdRecordType *type, const char *id, PdMutationKind kind)
{
  g_autofree char *mutation_id = pd_id_new (sim->now);
  PdMutation *mutation = pd_mutation_new (mutation_id, type, id, kind);

  mutation->counter = push->mutations->len + 1;
  g_ptr_array_add (push->mutations, mutation);
  return mutation;
}

static void
add_crowd (Sim *sim, SimRandom *random, PdWirePush *push)
{
  guint n = 56 + sim_random_below (random, 20);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = pd_id_new (sim->now);
      PdMutation *mutation = mutation_new (sim, push, &pd_buyer_type, id, PD_MUTATION_CREATE);

      mutation->record = pd_record_new (&pd_buyer_type, id);
      pd_record_set_text (mutation->record, PD_BUYER_NAME, "众多客户");
      g_ptr_array_add (sim->crowd, g_steal_pointer (&id));
    }
}

static void
remove_crowd (Sim *sim, PdWirePush *push)
{
  for (guint i = 0; i < sim->crowd->len; i++)
    {
      const char *id = g_ptr_array_index (sim->crowd, i);
      GPtrArray *versions = sim_history_versions (sim, id);
      const SimVersion *last = versions != NULL ? g_ptr_array_index (versions, versions->len - 1) : NULL;

      if (last != NULL && !pd_record_is_deleted (last->record))
        mutation_new (sim, push, &pd_buyer_type, id, PD_MUTATION_DELETE)->base_revision =
            pd_record_get_revision (last->record);
    }
  g_ptr_array_set_size (sim->crowd, 0);
}

/* An administrator makes many buyers at once, by a program; or deletes them all. */
void
sim_platform_crowd (Sim *sim, SimRandom *random, gboolean gone)
{
  g_autofree char *token = NULL;
  g_autoptr (PdWirePush) push = NULL;

  if (sim->platform.platform == NULL || gone == (sim->crowd->len == 0))
    return;
  token = sim_platform_sign_in (sim, "admin", 0);
  if (token == NULL)
    return;
  push = push_new (sim);
  if (gone)
    remove_crowd (sim, push);
  else
    add_crowd (sim, random, push);
  push_all (sim, push, token);
  if (sim->platform.platform != NULL)
    sim_history_read (sim, SIM_PLATFORM);
}

/** sim_platform_patch: an administrator changes a record, by a program. */
void
sim_platform_patch (Sim *sim, const PdRecord *before, const PdRecord *after)
{
  g_autofree char *token = NULL;
  g_autoptr (PdWirePush) push = NULL;
  PdMutation *mutation;

  if (sim->platform.platform == NULL)
    return;
  token = sim_platform_sign_in (sim, "admin", 0);
  if (token == NULL)
    return;
  push = push_new (sim);
  mutation = mutation_new (sim, push, pd_record_get_record_type (before), pd_record_get_id (before),
                           PD_MUTATION_PATCH);
  mutation->base_revision = pd_record_get_revision (before);
  mutation->patch = pd_diff (before, after);
  push_all (sim, push, token);
  if (sim->platform.platform != NULL)
    sim_history_read (sim, SIM_PLATFORM);
}

/** sim_platform_hear_carrier: the carrier tells of parcels; it may have to wait, and does not try again. */
void
sim_platform_hear_carrier (Sim *sim, const char *text)
{
  SimPlatform *self = &sim->platform;
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr (PdPlatformResponse) response = NULL;

  if (self->platform == NULL || self->carrier_token == NULL)
    return;
  response = handle (sim, "POST", "/v1/intake/tracking", self->carrier_token, body);
  if (sim_disk_is_down (self->disk))
    {
      sim_platform_crash (sim);
      return;
    }
  sim_trace (sim, "the carrier tells of a parcel: %u", response->status);
  if (response->status != 200 && response->status != 429)
    sim_fail (sim, "P", "the carrier is answered %u", response->status);
  sim_history_read (sim, SIM_PLATFORM);
}

/* @less: a warehouse's people see no invoices and change nothing. */
void
sim_platform_change_role (Sim *sim, SimDesktop *desktop, gboolean less)
{
  g_autofree char *sql =
      g_strdup_printf ("UPDATE user SET role = '%s' WHERE name = '%s' AND tenant = '%s'",
                       less ? "warehouse" : desktop->user, desktop->user, sim->platform.tenants[0]);
  g_autoptr (GError) error = NULL;

  if (sim->platform.platform == NULL)
    return;
  sim_sometimes (desktop, SIM_FAULT_ROLE);
  sim_trace (sim, "the user of desktop %u may read %s", desktop->index, less ? "less" : "all");
  if (!pd_platform_sql_script (sim->platform.platform->sql, sql, &error) &&
      !sim_disk_is_down (sim->platform.disk))
    sim_fail (sim, "P", "%s", error->message);
  if (sim_disk_is_down (sim->platform.disk))
    sim_platform_crash (sim);
}

/* The second company has people, too. */
void
sim_platform_other_company (Sim *sim, SimRandom *random)
{
  SimPlatform *self = &sim->platform;
  g_autoptr (GPtrArray) typed = g_ptr_array_new_with_free_func (sim_token_free);
  g_autoptr (PdRecord) buyer = NULL;
  g_autofree char *mutation_id = NULL;
  g_autofree char *replica = NULL;
  g_autoptr (PdMutation) mutation = NULL;
  g_autoptr (PdWirePush) push = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (PdPlatformResponse) response = NULL;
  char *text;

  if (self->platform == NULL)
    return;
  buyer = sim_new_buyer (sim, random, sim->now, typed);
  pd_record_set_text (buyer, PD_BUYER_NAME, SIM_SECRET "客户");
  mutation_id = pd_id_new (sim->now);
  replica = pd_id_new (sim->now);
  mutation = pd_mutation_new (mutation_id, &pd_buyer_type, pd_record_get_id (buyer), PD_MUTATION_CREATE);
  mutation->counter = 1;
  mutation->record = pd_record_ref (buyer);
  push = pd_wire_push_new (NULL, replica);
  g_ptr_array_add (push->mutations, g_steal_pointer (&mutation));
  text = pd_wire_push_to_text (push);
  body = g_bytes_new_take (text, strlen (text));
  response = handle (sim, "POST", "/v1/sync/push", self->other_token, body);
  if (sim_disk_is_down (self->disk))
    sim_platform_crash (sim);
}

/* The worker that asks the bureau, in its three steps */

static void
finish_cb (Sim *sim, gpointer data)
{
  SimPlatform *self = sim != NULL ? &sim->platform : NULL;
  g_autoptr (GError) error = NULL;
  gboolean good;

  if (sim == NULL || self->submission == NULL || self->life != GPOINTER_TO_UINT (data))
    return;
  sim_platform_enter (sim);
  good = pd_platform_finish_submission (self->platform, self->submission, &error);
  if (sim_disk_is_down (self->disk))
    {
      sim_platform_crash (sim);
      return;
    }
  if (!good)
    sim_fail (sim, "P", "the bureau's answer is not taken: %s", error->message);
  g_clear_pointer (&self->submission, pd_platform_submission_free);
  sim_history_read (sim, SIM_PLATFORM);
}

static void
run_cb (Sim *sim, gpointer data)
{
  SimPlatform *self = sim != NULL ? &sim->platform : NULL;

  if (sim == NULL || self->submission == NULL || self->life != GPOINTER_TO_UINT (data))
    return;
  pd_platform_run_submission (self->submission, NULL);
  sim_at (sim, G_TIME_SPAN_MILLISECOND * sim_random_below (&sim->people, 5000), finish_cb, data);
}

static void
take (Sim *sim)
{
  SimPlatform *self = &sim->platform;
  g_autoptr (GError) error = NULL;

  sim_platform_enter (sim);
  sim_sabotage_worker (sim);
  self->submission = pd_platform_take_submission (self->platform, &error);
  if (sim_disk_is_down (self->disk))
    {
      sim_platform_crash (sim);
      return;
    }
  if (error != NULL)
    sim_fail (sim, "P", "no submission can be taken: %s", error->message);
  if (self->submission == NULL)
    return;
  sim_trace (sim, "the platform asks the bureau");
  sim_history_read (sim, SIM_PLATFORM);
  sim_at (sim, G_TIME_SPAN_MILLISECOND * sim_random_below (&sim->people, 5000), run_cb,
          GUINT_TO_POINTER (self->life));
}

void
sim_platform_work_cb (Sim *sim, gpointer data)
{
  if (sim == NULL)
    return;
  if (sim->platform.platform != NULL && sim->platform.submission == NULL && !sim->platform.resting)
    take (sim);
  sim_at (sim, WORK_PAUSE, sim_platform_work_cb, NULL);
}
