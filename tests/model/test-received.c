/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Invoices that were received: one id wherever they are taken in, and one record of two takings in. */
#include "model/pd-received-invoice.h"

#include "model/pd-attachment.h"

#include <string.h>

#define NUMBER "26332000000000000018"

static PdRecord *
make (const char *number)
{
  g_autofree char *id = pd_received_id ("tenant", NULL, number);
  PdRecord *received = pd_record_new (&pd_received_type, id);

  pd_record_set_text (received, PD_RECEIVED_TAKEN_ON, "2026-11-22");
  pd_record_set_text (received, PD_RECEIVED_NUMBER, number);
  pd_record_set_text (received, PD_RECEIVED_SELLER_NAME, "杭州临溪样例科技有限公司（样例）");
  pd_record_set_integer (received, PD_RECEIVED_GROSS_AMOUNT, 11300);
  return received;
}

static void
add_line (PdRecord *received, guint index, const char *name, gint64 net)
{
  g_autofree char *id = pd_received_line_id (pd_record_get_id (received), index);
  g_autofree char *position = g_strdup_printf ("%05u", index + 1);
  PdRecord *line = pd_record_new (&pd_received_line_type, id);

  pd_record_set_text (line, PD_RECEIVED_LINE_POSITION, position);
  pd_record_set_text (line, PD_RECEIVED_LINE_NAME, name);
  pd_record_set_integer (line, PD_RECEIVED_LINE_NET_AMOUNT, net);
  pd_record_add_line (received, PD_RECEIVED_LIST_LINES, line);
}

static void
add_file (PdRecord *received, char digit)
{
  g_autofree char *hash = g_strnfill (PD_ATTACHMENT_HASH_LENGTH, digit);

  pd_received_add_file (received, "a.pdf", "application/pdf", 10, hash);
}

static void
test_id (void)
{
  g_autofree char *plain = pd_received_id ("t", NULL, NUMBER);
  g_autofree char *empty = pd_received_id ("t", "", NUMBER);
  g_autofree char *other = pd_received_id ("u", NULL, NUMBER);
  g_autofree char *split = pd_received_id ("t", "1", "23");
  g_autofree char *split_else = pd_received_id ("t", "12", "3");

  g_assert_cmpstr (plain, ==, empty);
  g_assert_cmpstr (plain, !=, other);
  g_assert_cmpstr (split, !=, split_else);
}

/* The same file twice is one, with the same id on every desk. */
static void
test_files (void)
{
  g_autoptr (PdRecord) a = make (NUMBER);
  g_autoptr (PdRecord) b = make (NUMBER);
  GPtrArray *files = pd_record_get_attachments (a);

  add_file (a, 'a');
  add_file (a, 'a');
  add_file (a, 'b');
  add_file (b, 'a');
  g_assert_cmpuint (files->len, ==, 2);
  g_assert_cmpstr (pd_record_get_id (files->pdata[0]), ==,
                   pd_record_get_id (pd_record_get_attachments (b)->pdata[0]));
  g_assert_cmpstr (pd_record_get_id (files->pdata[0]), !=, pd_record_get_id (files->pdata[1]));
}

static void
test_join (void)
{
  g_autoptr (PdRecord) current = make (NUMBER);
  g_autoptr (PdRecord) other = make (NUMBER);
  g_autoptr (PdRecord) once = NULL;
  guint field = 0;

  add_file (current, 'a');
  add_file (other, 'a');
  add_file (other, 'b');
  add_line (other, 0, "*办公用品*硒鼓", 10000);
  /* As another format writes it, and on another day. */
  pd_record_set_text (other, PD_RECEIVED_SELLER_NAME, "杭州临溪样例科技有限公司 (样例)");
  pd_record_set_text (other, PD_RECEIVED_TAKEN_ON, "2026-11-23");
  pd_record_set_text (other, PD_RECEIVED_ISSUE_DATE, "2026-11-01");
  pd_record_set_text (other, PD_RECEIVED_WARNINGS, "The sums differ.");
  pd_record_set_text (current, PD_RECEIVED_NOTE, "one");
  pd_record_set_text (other, PD_RECEIVED_NOTE, "two");
  g_assert_true (pd_received_join (current, other, &field));
  g_assert_cmpuint (pd_record_get_attachments (current)->len, ==, 2);
  g_assert_cmpuint (pd_record_get_lines (current)->len, ==, 1);
  g_assert_cmpstr (pd_record_get_text (current, PD_RECEIVED_TAKEN_ON), ==, "2026-11-22");
  g_assert_cmpstr (pd_record_get_text (current, PD_RECEIVED_ISSUE_DATE), ==, "2026-11-01");
  g_assert_cmpstr (pd_record_get_text (current, PD_RECEIVED_SELLER_NAME), ==,
                   "杭州临溪样例科技有限公司（样例）");
  g_assert_cmpstr (pd_record_get_text (current, PD_RECEIVED_WARNINGS), ==, "The sums differ.");
  g_assert_cmpstr (pd_record_get_text (current, PD_RECEIVED_NOTE), ==, "one\ntwo");
  /* Once more changes nothing. */
  once = pd_record_copy (current);
  g_assert_true (pd_received_join (current, other, &field));
  g_assert_true (pd_record_equal (once, current));
}

static void
test_contradiction (void)
{
  g_autoptr (PdRecord) current = make (NUMBER);
  g_autoptr (PdRecord) other = make (NUMBER);
  g_autoptr (PdRecord) before = pd_record_copy (current);
  guint field = 0;

  add_file (other, 'b');
  pd_record_set_integer (other, PD_RECEIVED_GROSS_AMOUNT, 11301);
  g_assert_false (pd_received_join (current, other, &field));
  g_assert_cmpuint (field, ==, PD_RECEIVED_GROSS_AMOUNT);
  g_assert_true (pd_record_equal (current, before));
  pd_record_set_integer (other, PD_RECEIVED_GROSS_AMOUNT, 11300);
  add_line (current, 0, "甲", 1);
  add_line (other, 0, "甲", 2);
  g_assert_false (pd_received_join (current, other, &field));
  g_assert_cmpuint (field, ==, PD_RECEIVED_N_FIELDS);
  g_assert_false (pd_received_join (current, other, NULL));
}

/* What is in use is not filled in any more, but takes another file of the same invoice. */
static void
test_frozen (void)
{
  g_autoptr (PdRecord) current = make (NUMBER);
  g_autoptr (PdRecord) other = make (NUMBER);

  pd_record_set_text (current, PD_RECEIVED_STATE, PD_RECEIVED_STATE_REIMBURSED);
  pd_record_set_text (other, PD_RECEIVED_REMARK, "remark");
  add_file (other, 'b');
  g_assert_true (pd_received_join (current, other, NULL));
  g_assert_false (pd_record_has (current, PD_RECEIVED_REMARK));
  g_assert_cmpuint (pd_record_get_attachments (current)->len, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/received/id", test_id);
  g_test_add_func ("/received/files", test_files);
  g_test_add_func ("/received/join", test_join);
  g_test_add_func ("/received/contradiction", test_contradiction);
  g_test_add_func ("/received/frozen", test_frozen);
  return g_test_run ();
}
