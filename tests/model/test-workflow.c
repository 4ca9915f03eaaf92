/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-bureau.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-permission.h"
#include "model/pd-received-invoice.h"
#include "model/pd-workflow.h"

static gboolean
is_choice (const PdRecordType *type, const char *state)
{
  for (const PdChoice *choice = type->fields[type->state_field].choices; choice->value != NULL; choice++)
    if (g_str_equal (choice->value, state))
      return TRUE;
  return FALSE;
}

static gboolean
is_place (const PdRecordType *type, const char *state)
{
  return g_str_equal (state, PD_WORKFLOW_ANY) || is_choice (type, state);
}

static void
test_table (void)
{
  guint n;
  const PdTransition *arrows = pd_workflow_transitions (&n);

  for (guint i = 0; i < n; i++)
    {
      const PdRecordType *type = pd_record_type_find (arrows[i].type);

      g_test_message ("%s: %s → %s", arrows[i].type, arrows[i].from, arrows[i].to);
      g_assert_nonnull (type);
      g_assert_true (is_place (type, arrows[i].from));
      g_assert_true (is_place (type, arrows[i].to));
      /* What stays where it is is about the record and not about what it says, or about whatever state it is in. */
      if (g_str_equal (arrows[i].from, arrows[i].to))
        g_assert_true (arrows[i].loose || g_str_equal (arrows[i].from, PD_WORKFLOW_ANY));
      g_assert_true (!arrows[i].loose || arrows[i].command != NULL);
      /* A button has words, and what has none is not a person's. */
      g_assert_cmpint (arrows[i].command != NULL, ==, arrows[i].label != NULL);
      g_assert_true (pd_workflow_allows (type, arrows[i].from, arrows[i].to));
      for (guint j = 0; j < i; j++)
        {
          if (!g_str_equal (arrows[i].type, arrows[j].type))
            continue;
          /* One command leads from one state to one state, and a state freezes however it was reached. */
          if (arrows[i].command != NULL && g_strcmp0 (arrows[i].command, arrows[j].command) == 0)
            g_assert_cmpstr (arrows[i].from, !=, arrows[j].from);
          if (g_str_equal (arrows[i].to, arrows[j].to))
            g_assert_cmpint (arrows[i].freezes, ==, arrows[j].freezes);
        }
    }
}

static void
test_arrows (void)
{
  static const struct
  {
    const PdRecordType *type;
    const char *from;
    const char *to;
    gboolean allowed;
  } rows[] = {
    { &pd_order_type, "open", "issuing", TRUE },
    { &pd_order_type, "open", "invoiced", FALSE },
    { &pd_order_type, "issuing", "cancelled", FALSE },
    /* By a person, after all of the invoice was reversed. */
    { &pd_order_type, "invoiced", "open", TRUE },
    { &pd_order_type, "invoiced", "issuing", FALSE },
    { &pd_order_type, "cancelled", "issuing", FALSE },
    { &pd_order_type, "open", "open", FALSE },
    { &pd_invoice_type, "queued", "submitted", TRUE },
    { &pd_invoice_type, "queued", "issued", TRUE },
    { &pd_invoice_type, "unknown", "issued", TRUE },
    /* By the answer to a question only: it is there and undecided, or it is not there. */
    { &pd_invoice_type, "unknown", "submitted", TRUE },
    { &pd_invoice_type, "unknown", "queued", TRUE },
    { &pd_invoice_type, "issued", "failed", FALSE },
    /* A person was wrong, and the bureau says so. */
    { &pd_invoice_type, "failed", "issued", TRUE },
    { &pd_invoice_type, "failed", "queued", FALSE },
    { &pd_order_type, "open", "completed", TRUE },
    { &pd_order_type, "completed", "issuing", TRUE },
    { &pd_order_type, "invoiced", "completed", FALSE },
    { &pd_bureau_type, "out", "in", TRUE },
    { &pd_buyer_type, "open", "issuing", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (pd_workflow_allows (rows[i].type, rows[i].from, rows[i].to), ==, rows[i].allowed);
}

static void
test_commands (void)
{
  static const char *const unissued[] = { PD_INVOICE_STATE_DRAFT,     PD_INVOICE_STATE_QUEUED,
                                          PD_INVOICE_STATE_WAITING,   PD_INVOICE_STATE_SUBMITTED,
                                          PD_INVOICE_STATE_FAILED,    PD_INVOICE_STATE_UNKNOWN,
                                          PD_INVOICE_STATE_SUPERSEDED };

  g_assert_cmpstr (pd_workflow_find (&pd_order_type, "issue", "open")->to, ==, "issuing");
  g_assert_cmpstr (pd_workflow_find (&pd_order_type, "reopen", "cancelled")->to, ==, "open");
  g_assert_null (pd_workflow_find (&pd_order_type, "issue", "invoiced"));
  g_assert_null (pd_workflow_find (&pd_order_type, "issue", NULL));
  g_assert_null (pd_workflow_find (&pd_order_type, "", "issuing"));
  g_assert_null (pd_workflow_find (&pd_order_type, "explode", "open"));
  g_assert_null (pd_workflow_find (&pd_buyer_type, "issue", "open"));
  /* An invoice that is there may be sent again, as often as somebody asks; nothing else may be. */
  g_assert_cmpstr (pd_workflow_find (&pd_invoice_type, "redeliver", "issued")->to, ==, "issued");
  for (guint i = 0; i < G_N_ELEMENTS (unissued); i++)
    g_assert_null (pd_workflow_find (&pd_invoice_type, "redeliver", unissued[i]));
  /* What only the platform moves has no command. */
  g_assert_nonnull (pd_workflow_find (&pd_order_type, NULL, "issuing"));
  g_assert_null (pd_workflow_find (&pd_order_type, NULL, "open"));
}

static void
test_frozen (void)
{
  static const struct
  {
    const PdRecordType *type;
    int state_field;
    const char *state;
    gboolean frozen;
  } rows[] = {
    { &pd_order_type, PD_ORDER_STATE, "open", FALSE },
    { &pd_order_type, PD_ORDER_STATE, NULL, FALSE },
    { &pd_order_type, PD_ORDER_STATE, "issuing", TRUE },
    { &pd_order_type, PD_ORDER_STATE, "invoiced", TRUE },
    { &pd_order_type, PD_ORDER_STATE, "cancelled", TRUE },
    { &pd_order_type, PD_ORDER_STATE, "of_tomorrow", TRUE },
    { &pd_invoice_type, PD_INVOICE_STATE, "draft", FALSE },
    { &pd_invoice_type, PD_INVOICE_STATE, "queued", TRUE },
    { &pd_invoice_type, PD_INVOICE_STATE, "waiting_for_sign_in", TRUE },
    { &pd_invoice_type, PD_INVOICE_STATE, "submitted", TRUE },
    { &pd_invoice_type, PD_INVOICE_STATE, "issued", TRUE },
    { &pd_invoice_type, PD_INVOICE_STATE, "failed", TRUE },
    { &pd_invoice_type, PD_INVOICE_STATE, "unknown", TRUE },
    { &pd_buyer_type, -1, NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdRecord) record = pd_record_new (rows[i].type, "x");

      if (rows[i].state != NULL)
        pd_record_set_text (record, (guint) rows[i].state_field, rows[i].state);
      g_assert_cmpint (pd_workflow_is_frozen (record), ==, rows[i].frozen);
    }
}

static void
test_total (void)
{
  g_autoptr (PdRecord) order = pd_record_new (&pd_order_type, "x"),
                       buyer = pd_record_new (&pd_buyer_type, "x");

  pd_record_set_integer (order, PD_ORDER_GROSS_AMOUNT, 23500);
  g_assert_cmpint (pd_workflow_total (order), ==, 23500);
  g_assert_cmpint (pd_workflow_total (buyer), ==, 0);
}

/* What an invoice that was received may become, and that no second use of it counts as the first. */
static void
test_received (void)
{
  static const struct
  {
    const char *command;
    const char *from;
    const char *to; /* NULL: not from there */
  } rows[] = {
    { "mark_verified", "unverified", "verified" },
    { "mark_verified", "reimbursed", NULL },
    { "reimburse", "unverified", "reimbursed" },
    { "reimburse", "verified", "reimbursed" },
    { "reimburse", "reimbursed", NULL },
    { "reimburse", "booked", NULL },
    { "reimburse", "void", NULL },
    { "book", "unverified", "booked" },
    { "book", "verified", "booked" },
    { "book", "reimbursed", "booked" },
    { "book", "booked", NULL },
    { "book", "void", NULL },
    { "release", "reimbursed", "unverified" },
    { "release", "booked", "unverified" },
    { "release", "void", NULL },
    { "withdraw", "unverified", "void" },
    { "withdraw", "verified", "void" },
    { "withdraw", "reimbursed", NULL },
    { "withdraw", "booked", NULL },
    { "restore", "void", "unverified" },
    { "restore", "booked", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const PdTransition *edge = pd_workflow_find (&pd_received_type, rows[i].command, rows[i].from);

      g_test_message ("%s from %s", rows[i].command, rows[i].from);
      g_assert_cmpstr (edge != NULL ? edge->to : NULL, ==, rows[i].to);
      if (edge == NULL)
        continue;
      g_assert_false (edge->loose);
      g_assert_true (edge->once ==
                     (g_str_equal (rows[i].command, "reimburse") || g_str_equal (rows[i].command, "book")));
    }
}

static void
test_received_roles (void)
{
  static const char *const uses[] = { "reimburse", "book", "release" };
  static const char *const decisions[] = { "mark_verified", "withdraw", "restore" };

  for (guint i = 0; i < G_N_ELEMENTS (uses); i++)
    {
      g_assert_false (pd_permission_has ("clerk", uses[i], "received"));
      g_assert_false (pd_permission_has ("reviewer", uses[i], "received"));
      g_assert_true (pd_permission_has ("finance", uses[i], "received"));
    }
  for (guint i = 0; i < G_N_ELEMENTS (decisions); i++)
    {
      g_assert_false (pd_permission_has ("clerk", decisions[i], "received"));
      g_assert_true (pd_permission_has ("reviewer", decisions[i], "received"));
    }
  g_assert_true (pd_permission_has ("clerk", "create", "received"));
  g_assert_false (pd_permission_has ("warehouse", "read", "received"));
  /* Who could delete it could have it taken in and used once more. */
  g_assert_false (pd_permission_has ("admin", "delete", "received"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/workflow/table", test_table);
  g_test_add_func ("/workflow/arrows", test_arrows);
  g_test_add_func ("/workflow/commands", test_commands);
  g_test_add_func ("/workflow/frozen", test_frozen);
  g_test_add_func ("/workflow/total", test_total);
  g_test_add_func ("/workflow/received", test_received);
  g_test_add_func ("/workflow/received-roles", test_received_roles);
  return g_test_run ();
}
