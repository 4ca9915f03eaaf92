/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps of an order's way that are taken while nobody can be asked: each is seen at once, and the next follows it. */

#include "store-fixture.h"

#include "model/pd-id.h"
#include "model/pd-order-facts.h"
#include "model/pd-ticket.h"
#include "order-way.h"

#define TODAY "2026-09-01"

/** Office: a cache, and what its platform has of the one order. */
typedef struct
{
  StoreFixture fixture;
  char *id;
  PdRecord *platform; /* (nullable) */
} Office;

static void
office_open (Office *office, const char *kind)
{
  g_autoptr (PdRecord) order = NULL;

  *office = (Office){ 0 };
  store_fixture_open (&office->fixture);
  order = store_fixture_order (&office->fixture, "甲公司", "打印纸");
  pd_record_set_text (order, PD_ORDER_KIND, kind);
  office->id = g_strdup (pd_record_get_id (order));
  store_fixture_save (&office->fixture, order);
}

static void
office_close (Office *office)
{
  g_clear_pointer (&office->platform, pd_record_unref);
  g_free (office->id);
  store_fixture_close (&office->fixture);
}

static gboolean
ask (Office *office, const char *command, GError **error)
{
  return pd_store_add_command (office->fixture.session, &pd_order_type, office->id, command, "原因",
                               office->fixture.now += 1000, error);
}

/* Does what the step needs, asks for it, and sees where the order is then. */
static void
take_step (Office *office, const char *command, const char *to)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) before = store_fixture_get (&office->fixture, office->id);
  g_autoptr (PdRecord) ready = pd_record_copy (before);
  g_autoptr (PdRecord) after = NULL;

  order_way_satisfy (ready, pd_order_flow_arrow (before, command), TODAY, office->fixture.now += 1000);
  store_fixture_save (&office->fixture, ready);
  ask (office, command, &error);
  g_assert_no_error (error);
  after = store_fixture_get (&office->fixture, office->id);
  g_assert_cmpstr (pd_order_get_stage (after), ==, to);
  g_assert_cmpint (store_fixture_state (&office->fixture, office->id), !=, PD_ROW_CLEAN);
}

static void
assert_stage (Office *office, const char *stage)
{
  g_autoptr (PdRecord) order = store_fixture_get (&office->fixture, office->id);

  g_assert_cmpstr (pd_order_get_stage (order), ==, stage);
}

/* What the platform makes of it, by the table of arrows alone. */
static PdRecord *
platform_takes (const Office *office, const PdMutation *mutation)
{
  PdRecord *next;
  const PdOrderArrow *arrow;
  gint64 revision = office->platform != NULL ? pd_record_get_revision (office->platform) + 1 : 1;

  if (mutation->kind == PD_MUTATION_CREATE)
    next = pd_record_copy (mutation->record);
  else if (mutation->kind == PD_MUTATION_PATCH)
    next = pd_patch_apply (mutation->patch, office->platform, NULL);
  else
    {
      next = pd_record_copy (office->platform);
      arrow = pd_order_flow_find (pd_record_get_text (next, PD_ORDER_KIND), mutation->command,
                                  pd_order_get_stage (next));
      g_assert_nonnull (arrow);
      if (arrow->strict)
        g_assert_cmpint (mutation->base_revision, ==, revision - 1);
      pd_record_set_text (next, PD_ORDER_STAGE, arrow->to);
      if (g_str_equal (mutation->command, "complete"))
        pd_record_set_text (next, PD_ORDER_STATE, PD_ORDER_STATE_COMPLETED);
    }
  pd_record_set_revision (next, revision);
  pd_record_set_sequence (next, revision);
  return next;
}

static void
send_one (Office *office)
{
  g_autoptr (PdMutation) mutation = store_fixture_freeze_one (&office->fixture);
  PdResult *result = pd_result_new (mutation->id, PD_OUTCOME_OK);
  PdRecord *next = platform_takes (office, mutation);

  g_clear_pointer (&office->platform, pd_record_unref);
  office->platform = next;
  result->record = pd_record_copy (next);
  store_fixture_answer (&office->fixture, result);
}

static void
refuse_one (Office *office, const char *message)
{
  g_autoptr (PdMutation) mutation = store_fixture_freeze_one (&office->fixture);
  PdResult *result = pd_result_new (mutation->id, PD_OUTCOME_CONFLICT);

  result->code = g_strdup ("needs");
  result->message = g_strdup (message);
  result->record = pd_record_copy (office->platform);
  store_fixture_answer (&office->fixture, result);
}

/* What the next is answered when another desk has written something meanwhile. */
static void
refuse_as_stale (Office *office, guint field, const char *text)
{
  g_autoptr (PdMutation) mutation = store_fixture_freeze_one (&office->fixture);
  PdResult *result = pd_result_new (mutation->id, PD_OUTCOME_CONFLICT);
  PdRecord *changed =
      store_fixture_with_text (office->platform, pd_record_get_revision (office->platform) + 1, field, text);

  g_clear_pointer (&office->platform, pd_record_unref);
  office->platform = changed;
  result->code = g_strdup ("stale");
  result->record = pd_record_copy (changed);
  store_fixture_answer (&office->fixture, result);
}

static void
office_open_at_review (Office *office)
{
  office_open (office, PD_ORDER_KIND_GOODS);
  take_step (office, "submit", PD_ORDER_STAGE_REVIEW);
  while (store_fixture_outbox_length (&office->fixture) > 0)
    send_one (office);
}

static void
take_service_way (Office *office)
{
  take_step (office, "submit", PD_ORDER_STAGE_REVIEW);
  take_step (office, "approve", PD_ORDER_STAGE_ASSIGNMENT);
  take_step (office, "appoint", PD_ORDER_STAGE_APPOINTED);
  take_step (office, "start", PD_ORDER_STAGE_WORKING);
  take_step (office, "finish", PD_ORDER_STAGE_ACCEPTANCE);
  take_step (office, "complete", PD_ORDER_STAGE_DONE);
  take_step (office, "follow_up", PD_ORDER_STAGE_FOLLOWED_UP);
}

/* A whole way without a network; then it is sent piece by piece, and nothing flickers. */
static void
test_whole_way (void)
{
  Office office;
  g_autoptr (PdRecord) order = NULL;

  office_open (&office, PD_ORDER_KIND_SERVICE);
  take_service_way (&office);
  while (store_fixture_outbox_length (&office.fixture) > 0)
    {
      send_one (&office);
      assert_stage (&office, PD_ORDER_STAGE_FOLLOWED_UP);
    }
  g_assert_cmpint (store_fixture_state (&office.fixture, office.id), ==, PD_ROW_CLEAN);
  order = store_fixture_get (&office.fixture, office.id);
  g_assert_true (pd_record_equal (order, office.platform));
  g_assert_cmpstr (pd_record_get_state (order), ==, PD_ORDER_STATE_COMPLETED);
  office_close (&office);
}

static void
test_goods_way (void)
{
  Office office;

  office_open (&office, PD_ORDER_KIND_GOODS);
  send_one (&office);
  take_step (&office, "submit", PD_ORDER_STAGE_REVIEW);
  take_step (&office, "send_back", PD_ORDER_STAGE_DRAFT);
  store_fixture_edit (&office.fixture, office.id, PD_ORDER_BUYER_NAME, "乙公司");
  take_step (&office, "submit", PD_ORDER_STAGE_REVIEW);
  take_step (&office, "approve", PD_ORDER_STAGE_PAYMENT);
  take_step (&office, "confirm_payment", PD_ORDER_STAGE_DELIVERY);
  take_step (&office, "ship", PD_ORDER_STAGE_SHIPPED);
  take_step (&office, "complete", PD_ORDER_STAGE_DONE);
  while (store_fixture_outbox_length (&office.fixture) > 0)
    send_one (&office);
  assert_stage (&office, PD_ORDER_STAGE_DONE);
  g_assert_cmpstr (pd_record_get_text (office.platform, PD_ORDER_BUYER_NAME), ==, "乙公司");
  office_close (&office);
}

/* One refusal stops all that was to follow; what was written down stays, and the order is shown where it really is. */
static void
test_refused (void)
{
  Office office;
  g_autoptr (PdStoreConflict) conflict = NULL;
  g_autoptr (PdRecord) order = NULL;

  office_open (&office, PD_ORDER_KIND_SERVICE);
  send_one (&office);
  take_service_way (&office);
  while (g_strcmp0 (pd_order_get_stage (office.platform), PD_ORDER_STAGE_APPOINTED) != 0)
    send_one (&office);
  refuse_one (&office, "师傅请假了。");
  assert_stage (&office, PD_ORDER_STAGE_APPOINTED);
  g_assert_cmpint (store_fixture_outbox_length (&office.fixture), ==, 0);
  conflict = store_fixture_only_conflict (&office.fixture);
  g_assert_cmpstr (conflict->command, ==, "start");
  g_assert_true (g_str_has_prefix (conflict->message, "师傅请假了。 3 "));
  g_assert_nonnull (conflict->mine);
  g_assert_cmpstr (pd_order_get_stage (conflict->mine), ==, PD_ORDER_STAGE_APPOINTED);
  order = store_fixture_get (&office.fixture, office.id);
  g_assert_cmpuint (pd_record_get_list (order, PD_ORDER_LIST_CHECKS)->len, >, 0);
  office_close (&office);
}

/* Steps are taken back as they were taken, the newest first. */
static void
test_withdrawn (void)
{
  static const char *const stages[] = { PD_ORDER_STAGE_ASSIGNMENT, PD_ORDER_STAGE_REVIEW,
                                        PD_ORDER_STAGE_DRAFT };
  Office office;
  g_autoptr (GError) error = NULL;

  office_open (&office, PD_ORDER_KIND_SERVICE);
  take_step (&office, "submit", PD_ORDER_STAGE_REVIEW);
  take_step (&office, "approve", PD_ORDER_STAGE_ASSIGNMENT);
  take_step (&office, "appoint", PD_ORDER_STAGE_APPOINTED);
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    {
      pd_store_withdraw_command (office.fixture.session, &pd_order_type, office.id, &error);
      g_assert_no_error (error);
      assert_stage (&office, stages[i]);
    }
  g_assert_false (pd_store_withdraw_command (office.fixture.session, &pd_order_type, office.id, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED);
  office_close (&office);
}

/* What is on its way stays; what waits behind it is taken back at once. */
static void
test_withdrawn_behind (void)
{
  Office office;
  g_autoptr (GError) error = NULL;
  g_autoptr (PdMutation) under_way = NULL;

  office_open (&office, PD_ORDER_KIND_GOODS);
  send_one (&office);
  take_step (&office, "submit", PD_ORDER_STAGE_REVIEW);
  send_one (&office); /* what it needed */
  under_way = store_fixture_freeze_one (&office.fixture);
  g_assert_cmpstr (under_way->command, ==, "submit");
  take_step (&office, "approve", PD_ORDER_STAGE_PAYMENT);
  pd_store_withdraw_command (office.fixture.session, &pd_order_type, office.id, &error);
  g_assert_no_error (error);
  assert_stage (&office, PD_ORDER_STAGE_REVIEW);
  g_assert_cmpint (store_fixture_outbox_length (&office.fixture), ==, 1);
  office_close (&office);
}

/* A change that is possible only behind a step keeps the step from being taken back. */
static void
test_not_withdrawn (void)
{
  Office office;
  g_autoptr (GError) error = NULL;

  office_open (&office, PD_ORDER_KIND_GOODS);
  take_step (&office, "submit", PD_ORDER_STAGE_REVIEW);
  take_step (&office, "approve", PD_ORDER_STAGE_PAYMENT);
  while (store_fixture_outbox_length (&office.fixture) > 0)
    send_one (&office);
  take_step (&office, "send_back", PD_ORDER_STAGE_DRAFT);
  store_fixture_edit (&office.fixture, office.id, PD_ORDER_BUYER_NAME, "乙公司");
  g_assert_false (pd_store_withdraw_command (office.fixture.session, &pd_order_type, office.id, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED);
  assert_stage (&office, PD_ORDER_STAGE_DRAFT);
  while (store_fixture_outbox_length (&office.fixture) > 0)
    send_one (&office);
  g_assert_cmpstr (pd_record_get_text (office.platform, PD_ORDER_BUYER_NAME), ==, "乙公司");
  office_close (&office);
}

/* Content is frozen as soon as a step that freezes it was asked for. */
static void
test_frozen (void)
{
  Office office;
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) order = NULL;

  office_open (&office, PD_ORDER_KIND_GOODS);
  take_step (&office, "submit", PD_ORDER_STAGE_REVIEW);
  store_fixture_edit (&office.fixture, office.id, PD_ORDER_BUYER_NAME, "乙公司");
  take_step (&office, "approve", PD_ORDER_STAGE_PAYMENT);
  order = store_fixture_get (&office.fixture, office.id);
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "丙公司");
  g_assert_false (pd_store_save_record (office.fixture.session, order, office.fixture.now += 1000, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_FROZEN);
  office_close (&office);
}

/* Somebody else ended the order: nothing is foreseen from there. */
static void
test_moved_by_others (void)
{
  Office office;
  g_autoptr (PdRecord) theirs = NULL;

  office_open (&office, PD_ORDER_KIND_GOODS);
  take_step (&office, "submit", PD_ORDER_STAGE_REVIEW);
  while (store_fixture_outbox_length (&office.fixture) > 0)
    send_one (&office);
  take_step (&office, "approve", PD_ORDER_STAGE_PAYMENT);
  take_step (&office, "allow_credit", PD_ORDER_STAGE_DELIVERY);
  theirs = store_fixture_with_text (office.platform, pd_record_get_revision (office.platform) + 1,
                                    PD_ORDER_STAGE, PD_ORDER_STAGE_CANCELLED);
  store_fixture_take (&office.fixture, theirs);
  assert_stage (&office, PD_ORDER_STAGE_CANCELLED);
  g_assert_cmpint (store_fixture_outbox_length (&office.fixture), ==, 2);
  office_close (&office);
}

/* What becomes of a request to issue nobody knows: steps of delivery go on, what touches the invoice waits. */
static void
test_issue_is_awaited (void)
{
  static const char *const refused[] = { "issue", "cancel", "send_back" };
  Office office;

  office_open (&office, PD_ORDER_KIND_GOODS);
  take_step (&office, "submit", PD_ORDER_STAGE_REVIEW);
  take_step (&office, "approve", PD_ORDER_STAGE_PAYMENT);
  take_step (&office, "issue", PD_ORDER_STAGE_PAYMENT);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (ask (&office, refused[i], &error));
      g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_ALLOWED);
    }
  take_step (&office, "allow_credit", PD_ORDER_STAGE_DELIVERY);
  office_close (&office);
}

/* Who approves vouches for the content: a note that came between, before or after the step was sent, is none of it. */
static void
test_noted_meanwhile (void)
{
  Office office;
  g_autoptr (PdRecord) noted = NULL;

  office_open_at_review (&office);
  take_step (&office, "approve", PD_ORDER_STAGE_PAYMENT);
  noted = store_fixture_with_text (office.platform, pd_record_get_revision (office.platform) + 1,
                                   PD_ORDER_DUE_DATE, "2026-10-01");
  store_fixture_take (&office.fixture, noted);
  pd_record_unref (office.platform);
  office.platform = pd_record_ref (noted);
  for (guint i = 1; i <= 3; i++)
    {
      g_autofree char *day = g_strdup_printf ("2026-11-0%u", i);

      refuse_as_stale (&office, PD_ORDER_DUE_DATE, day);
      g_assert_cmpint (store_fixture_state (&office.fixture, office.id), ==, PD_ROW_WAITING);
      g_assert_cmpint (store_fixture_outbox_length (&office.fixture), ==, 1);
      assert_stage (&office, PD_ORDER_STAGE_PAYMENT);
      store_fixture_assert_text (&office.fixture, office.id, PD_ORDER_DUE_DATE, day);
    }
  send_one (&office);
  assert_stage (&office, PD_ORDER_STAGE_PAYMENT);
  g_assert_cmpint (store_fixture_state (&office.fixture, office.id), ==, PD_ROW_CLEAN);
  office_close (&office);
}

/* Other content, and a step that is about more than the content, are a person's to decide. */
static void
test_changed_meanwhile (void)
{
  static const struct
  {
    const char *command;
    guint field;
    const char *text;
  } cases[] = {
    { "approve", PD_ORDER_BUYER_NAME, "丙公司" },
    { "approve", PD_ORDER_STATE, PD_ORDER_STATE_CANCELLED },
    { "approve", PD_ORDER_STAGE, PD_ORDER_STAGE_DRAFT },
    { "cancel", PD_ORDER_DUE_DATE, "2026-11-01" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Office office;
      g_autoptr (GError) error = NULL;
      g_autoptr (PdStoreConflict) conflict = NULL;

      office_open_at_review (&office);
      ask (&office, cases[i].command, &error);
      g_assert_no_error (error);
      refuse_as_stale (&office, cases[i].field, cases[i].text);
      g_assert_cmpint (store_fixture_outbox_length (&office.fixture), ==, 0);
      conflict = store_fixture_only_conflict (&office.fixture);
      g_assert_cmpstr (conflict->command, ==, cases[i].command);
      g_assert_cmpstr (conflict->code, ==, "stale");
      office_close (&office);
    }
}

static void
ticket_step (StoreFixture *fixture, const char *id, const char *command, const char *state)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) ticket = NULL;

  pd_store_add_command (fixture->session, &pd_ticket_type, id, command, "客户来电", fixture->now += 1000,
                        &error);
  g_assert_no_error (error);
  ticket = pd_store_get_record (fixture->session, &pd_ticket_type, id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (pd_record_get_state (ticket), ==, state);
}

/* A ticket is worked on at the customer's as an order is. */
static void
test_ticket (void)
{
  StoreFixture fixture;
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) ticket = NULL, closed = NULL;

  store_fixture_open (&fixture);
  ticket = pd_ticket_new (fixture.now, TODAY);
  pd_record_set_text (ticket, PD_TICKET_TITLE, "税控盘不亮");
  pd_record_set_text (ticket, PD_TICKET_KIND, PD_TICKET_KIND_DEVICE);
  pd_record_set_text (ticket, PD_TICKET_OWNER, "technician");
  pd_record_set_text (ticket, PD_TICKET_RESOLUTION, "换了数据线");
  store_fixture_save (&fixture, ticket);
  ticket_step (&fixture, pd_record_get_id (ticket), "assign", PD_TICKET_STATE_ASSIGNED);
  ticket_step (&fixture, pd_record_get_id (ticket), "start", PD_TICKET_STATE_WORKING);
  ticket_step (&fixture, pd_record_get_id (ticket), "resolve", PD_TICKET_STATE_RESOLVED);
  ticket_step (&fixture, pd_record_get_id (ticket), "close", PD_TICKET_STATE_CLOSED);
  closed = pd_store_get_record (fixture.session, &pd_ticket_type, pd_record_get_id (ticket), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (pd_record_get_text (closed, PD_TICKET_STATE_REASON), ==, "客户来电");
  g_assert_cmpint (store_fixture_outbox_length (&fixture), ==, 5);
  store_fixture_close (&fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/way/service-without-a-network", test_whole_way);
  g_test_add_func ("/store/way/goods-without-a-network", test_goods_way);
  g_test_add_func ("/store/way/refusal-stops-what-follows", test_refused);
  g_test_add_func ("/store/way/newest-step-is-withdrawn", test_withdrawn);
  g_test_add_func ("/store/way/step-behind-one-in-flight-is-withdrawn", test_withdrawn_behind);
  g_test_add_func ("/store/way/step-that-changes-stand-on-stays", test_not_withdrawn);
  g_test_add_func ("/store/way/step-freezes-at-once", test_frozen);
  g_test_add_func ("/store/way/nothing-is-foreseen-after-others", test_moved_by_others);
  g_test_add_func ("/store/way/issue-is-awaited", test_issue_is_awaited);
  g_test_add_func ("/store/way/notes-do-not-come-between", test_noted_meanwhile);
  g_test_add_func ("/store/way/content-comes-between", test_changed_meanwhile);
  g_test_add_func ("/store/way/ticket-without-a-network", test_ticket);
  return g_test_run ();
}
