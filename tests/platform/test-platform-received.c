/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Invoices that were received, at the platform: taken in twice, used once. */
#include "model/pd-attachment.h"
#include "model/pd-received-invoice.h"
#include "platform/platform-fixture.h"

#include <string.h>

#define NUMBER "26332000000000000018"
#define VOUCHER "记-2026-11-0042"

typedef struct
{
  Fixture *f;
  char *clerk;
  char *finance;
  char *admin;
} Test;

static void
set_up (Test *test, gconstpointer data)
{
  test->f = fixture_new ();
  test->clerk = fixture_sign_in (test->f, 0, "clerk");
  test->finance = fixture_sign_in (test->f, 0, "finance");
  test->admin = fixture_sign_in (test->f, 0, "admin");
}

static void
tear_down (Test *test, gconstpointer data)
{
  fixture_free (test->f);
  g_free (test->clerk);
  g_free (test->finance);
  g_free (test->admin);
}

static PdRecord *
make (Test *test, char file)
{
  g_autofree char *id = pd_received_id (test->f->tenants[0], NULL, NUMBER);
  g_autofree char *hash = g_strnfill (PD_ATTACHMENT_HASH_LENGTH, file);
  PdRecord *received = pd_record_new (&pd_received_type, id);

  pd_record_set_text (received, PD_RECEIVED_TAKEN_ON, "2026-11-06");
  pd_record_set_text (received, PD_RECEIVED_NUMBER, NUMBER);
  pd_record_set_integer (received, PD_RECEIVED_GROSS_AMOUNT, 11300);
  pd_received_add_file (received, "a.pdf", "application/pdf", 10, hash);
  return received;
}

static PdResult *
create (Test *test, const char *token, const PdRecord *record)
{
  return fixture_do (test->f, token, fixture_create (test->f, record));
}

static PdResult *
command (Test *test, const char *token, const PdRecord *record, const char *name, const char *reason)
{
  PdMutation *mutation = fixture_command (test->f, record, name);

  mutation->reason = g_strdup (reason);
  return fixture_do (test->f, token, mutation);
}

/* What somebody else did is told to whoever comes second: who, when, and with which voucher. */
static void
test_used_once (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) received = make (test, 'a');
  g_autoptr (PdResult) created = create (test, test->clerk, received);
  g_autoptr (PdResult) first = NULL;
  g_autoptr (PdResult) second = NULL;
  g_autoptr (PdResult) booked = NULL;
  g_autoptr (PdResult) not_allowed = NULL;

  g_assert_cmpint (created->outcome, ==, PD_OUTCOME_OK);
  g_assert_cmpstr (pd_record_get_state (created->record), ==, PD_RECEIVED_STATE_UNVERIFIED);
  not_allowed = command (test, test->clerk, created->record, "reimburse", VOUCHER);
  g_assert_cmpint (not_allowed->outcome, ==, PD_OUTCOME_REJECTED);
  first = command (test, test->finance, created->record, "reimburse", VOUCHER);
  g_assert_cmpint (first->outcome, ==, PD_OUTCOME_OK);
  g_assert_cmpstr (first->code, ==, NULL);
  g_assert_cmpstr (pd_record_get_state (first->record), ==, PD_RECEIVED_STATE_REIMBURSED);
  g_assert_cmpstr (pd_record_get_text (first->record, PD_RECEIVED_STATE_REASON), ==, VOUCHER);
  g_assert_cmpstr (pd_record_get_text (first->record, PD_RECEIVED_STATE_BY), ==, "finance");
  g_assert_cmpint (pd_record_get_integer (first->record, PD_RECEIVED_STATE_AT), ==, test->f->now);
  /* On what the second saw without a network: no "already", although it asks for the same. */
  second = command (test, test->admin, created->record, "reimburse", "记-2026-11-0043");
  g_assert_cmpint (second->outcome, ==, PD_OUTCOME_CONFLICT);
  g_assert_cmpstr (second->code, ==, "state");
  g_assert_nonnull (strstr (second->message, "finance"));
  g_assert_nonnull (strstr (second->message, "2026-11-"));
  g_assert_nonnull (strstr (second->message, VOUCHER));
  booked = command (test, test->admin, created->record, "book", "记-2026-11-0043");
  g_assert_cmpint (booked->outcome, ==, PD_OUTCOME_CONFLICT);
  g_assert_cmpstr (booked->code, ==, "stale");
  g_assert_nonnull (strstr (booked->message, VOUCHER));
}

static void
test_release (Test *test, gconstpointer data)
{
  static const struct
  {
    const char *command;
    const char *state;
  } rows[] = {
    { "mark_verified", "verified" },
    { "reimburse", "reimbursed" },
    { "book", "booked" },
    { "release", "unverified" },
    { "withdraw", "void" },
    { "restore", "unverified" },
    { "book", "booked" },
  };
  g_autoptr (PdRecord) received = make (test, 'a');
  g_autoptr (PdResult) created = create (test, test->clerk, received);
  g_autoptr (PdRecord) now = pd_record_ref (created->record);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdResult) result = command (test, test->finance, now, rows[i].command, rows[i].command);

      g_assert_cmpint (result->outcome, ==, PD_OUTCOME_OK);
      g_assert_cmpstr (pd_record_get_state (result->record), ==, rows[i].state);
      g_assert_cmpstr (pd_record_get_text (result->record, PD_RECEIVED_STATE_REASON), ==, rows[i].command);
      pd_record_unref (now);
      now = pd_record_ref (result->record);
    }
}

/* Two desks take the same invoice in: one record; and what both have is no conflict. */
static void
test_taken_in_twice (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) one = make (test, 'a');
  g_autoptr (PdRecord) same = make (test, 'a');
  g_autoptr (PdRecord) other = make (test, 'b');
  g_autoptr (PdRecord) different = make (test, 'c');
  g_autoptr (PdResult) first = create (test, test->clerk, one);
  g_autoptr (PdResult) second = NULL;
  g_autoptr (PdResult) third = NULL;
  g_autoptr (PdResult) fourth = NULL;
  g_autoptr (PdRecord) now = NULL;

  second = create (test, test->finance, same);
  g_assert_cmpint (second->outcome, ==, PD_OUTCOME_OK);
  g_assert_cmpint (pd_record_get_revision (second->record), ==, 1);
  g_assert_cmpstr (pd_record_get_text (second->record, PD_RECEIVED_CREATED_BY), ==, "clerk");
  third = create (test, test->finance, other);
  g_assert_cmpint (third->outcome, ==, PD_OUTCOME_OK);
  g_assert_cmpint (pd_record_get_revision (third->record), ==, 2);
  g_assert_cmpuint (pd_record_get_attachments (third->record)->len, ==, 2);
  pd_record_set_integer (different, PD_RECEIVED_GROSS_AMOUNT, 1);
  fourth = create (test, test->finance, different);
  g_assert_cmpint (fourth->outcome, ==, PD_OUTCOME_CONFLICT);
  g_assert_cmpstr (fourth->code, ==, "exists");
  now = fixture_get (test->f, test->clerk, pd_record_get_id (one));
  g_assert_cmpint (pd_record_get_integer (now, PD_RECEIVED_GROSS_AMOUNT), ==, 11300);
  g_assert_cmpuint (pd_record_get_attachments (now)->len, ==, 2);
}

/* Another file of it is added to what is in use, and nothing else. */
static void
test_taken_in_after_use (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) one = make (test, 'a');
  g_autoptr (PdRecord) other = make (test, 'b');
  g_autoptr (PdResult) created = create (test, test->clerk, one);
  g_autoptr (PdResult) used = command (test, test->finance, created->record, "book", VOUCHER);
  g_autoptr (PdResult) again = NULL;

  pd_record_set_text (other, PD_RECEIVED_REMARK, "remark");
  again = create (test, test->admin, other);
  g_assert_cmpint (again->outcome, ==, PD_OUTCOME_OK);
  g_assert_cmpstr (pd_record_get_state (again->record), ==, PD_RECEIVED_STATE_BOOKED);
  g_assert_cmpstr (pd_record_get_text (again->record, PD_RECEIVED_STATE_BY), ==, "finance");
  g_assert_false (pd_record_has (again->record, PD_RECEIVED_REMARK));
  g_assert_cmpuint (pd_record_get_attachments (again->record)->len, ==, 2);
}

static void
test_not_deleted (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) one = make (test, 'a');
  g_autoptr (PdResult) created = create (test, test->clerk, one);
  g_autoptr (PdResult) deleted =
      fixture_do (test->f, test->admin, fixture_mutation (test->f, PD_MUTATION_DELETE, created->record));

  g_assert_cmpint (deleted->outcome, ==, PD_OUTCOME_REJECTED);
  g_assert_cmpstr (deleted->code, ==, "forbidden");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/platform/received/" name, Test, NULL, set_up, func, tear_down)
  ADD ("used-once", test_used_once);
  ADD ("release", test_release);
  ADD ("taken-in-twice", test_taken_in_twice);
  ADD ("taken-in-after-use", test_taken_in_after_use);
  ADD ("not-deleted", test_not_deleted);
  return g_test_run ();
}
