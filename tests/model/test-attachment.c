/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attachments: a list like any other to whoever merges, and an annotation to whoever freezes. */

#include "model/record-generator.h"

#include "model/pd-attachment.h"
#include "model/pd-invoice.h"
#include "model/pd-merge.h"
#include "model/pd-order.h"
#include "model/pd-problem.h"
#include "model/pd-workflow.h"

#define NOW G_GINT64_CONSTANT (1773023445000000)
#define HASH_A "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
#define HASH_B "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"

static PdRecord *
base_order (void)
{
  PdRecord *order = pd_order_new (NOW, "2026-03-09");
  PdRecord *line = pd_order_add_line (order, NOW);

  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "甲");
  pd_record_set_text (line, PD_ORDER_LINE_NAME, "笔");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  g_assert_true (pd_record_set_from_text (line, PD_ORDER_LINE_AMOUNT, "10", NULL));
  pd_record_derive (order);
  return order;
}

static PdRecord *
with_attachment (const PdRecord *record, const char *name, const char *hash)
{
  PdRecord *copy = pd_record_copy (record);

  pd_record_add_attachment (copy, NOW, name, "application/pdf", 4, hash);
  pd_record_derive (copy);
  return copy;
}

static const char *
first_id (const PdRecord *record)
{
  return pd_record_get_id (g_ptr_array_index (pd_record_get_attachments (record), 0));
}

/* Two people add: both stay. One removes what the other renames: a conflict on that attachment alone. */
static void
test_merge (void)
{
  g_autoptr (PdRecord) base = base_order ();
  g_autoptr (PdRecord) mine = with_attachment (base, "a.pdf", HASH_A);
  g_autoptr (PdRecord) theirs = with_attachment (base, "b.pdf", HASH_A);
  g_autoptr (GPtrArray) conflicts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (PdRecord) merged = pd_merge3 (base, mine, theirs, conflicts);
  g_autoptr (PdRecord) removed = pd_record_copy (mine);
  g_autoptr (PdRecord) renamed = pd_record_copy (mine);
  g_autoptr (PdRecord) both = NULL;
  g_autofree char *path = NULL;

  g_assert_cmpuint (conflicts->len, ==, 0);
  g_assert_cmpuint (pd_record_get_attachments (merged)->len, ==, 2);
  g_assert_cmpint (pd_workflow_total (merged), ==, pd_workflow_total (base));
  g_assert_true (pd_record_remove_line (removed, 1, first_id (mine)));
  pd_record_set_text (pd_record_find_attachment (renamed, first_id (mine)), PD_ATTACHMENT_NAME, "c.pdf");
  both = pd_merge3 (mine, removed, renamed, conflicts);
  g_assert_cmpuint (conflicts->len, ==, 1);
  path = g_strconcat ("attachments/", first_id (mine), NULL);
  g_assert_cmpstr (conflicts->pdata[0], ==, path);
  g_assert_cmpuint (pd_record_get_attachments (both)->len, ==, 1);
}

/* What the platform says of an attachment is not a person's change, and no reason for a conflict. */
static void
test_platforms_word (void)
{
  g_autoptr (PdRecord) base = base_order ();
  g_autoptr (PdRecord) mine = with_attachment (base, "a.pdf", HASH_A);
  g_autoptr (PdRecord) stamped = pd_record_copy (mine);
  g_autoptr (PdPatch) patch = pd_diff (base, mine);
  g_autoptr (PdPatch) nothing = NULL;
  g_autoptr (PdPatch) removal = NULL;
  g_autoptr (GPtrArray) conflicts = g_ptr_array_new ();
  g_autoptr (PdRecord) again = NULL;
  g_autoptr (PdRecord) gone = NULL;
  PdRecord *attachment = pd_record_find_attachment (stamped, first_id (mine));

  pd_record_set_text (attachment, PD_ATTACHMENT_ADDED_BY, "wang");
  pd_record_set_integer (attachment, PD_ATTACHMENT_ADDED_AT, NOW);
  nothing = pd_diff (mine, stamped);
  g_assert_cmpuint (pd_patch_get_n_changes (nothing), ==, 0);
  again = pd_patch_apply (patch, stamped, conflicts);
  g_assert_cmpuint (conflicts->len, ==, 0);
  g_assert_true (pd_record_equal (again, stamped));
  removal = pd_diff (mine, base);
  gone = pd_patch_apply (removal, stamped, conflicts);
  g_assert_cmpuint (conflicts->len, ==, 0);
  g_assert_cmpuint (pd_record_get_attachments (gone)->len, ==, 0);
}

/* Added and removed before it was sent: nothing is left of it. */
static void
test_fold (void)
{
  g_autoptr (PdRecord) base = base_order ();
  g_autoptr (PdRecord) one = with_attachment (base, "a.pdf", HASH_A);
  g_autoptr (PdRecord) two = with_attachment (one, "b.pdf", HASH_B);
  g_autoptr (PdRecord) left = pd_record_copy (two);
  g_autoptr (PdPatch) first = pd_diff (base, two);
  g_autoptr (PdPatch) second = NULL;
  g_autoptr (PdPatch) folded = NULL;

  pd_record_remove_line (left, 1, first_id (one));
  second = pd_diff (two, left);
  folded = pd_patch_fold (first, second);
  g_assert_cmpuint (pd_patch_get_n_changes (folded), ==, 1);
  g_assert_cmpint (pd_patch_get_change (folded, 0)->kind, ==, PD_CHANGE_ADD);
}

static void
test_annotation (void)
{
  g_autoptr (PdRecord) base = base_order ();
  g_autoptr (PdRecord) attached = with_attachment (base, "a.pdf", HASH_A);
  g_autoptr (PdRecord) more = with_attachment (base, "a.pdf", HASH_A);
  g_autoptr (PdPatch) addition = pd_diff (base, attached);
  g_autoptr (PdPatch) removal = pd_diff (attached, base);
  g_autoptr (PdPatch) mixed = NULL;

  pd_record_set_text (more, PD_ORDER_REMARK, "x");
  mixed = pd_diff (base, more);
  g_assert_true (pd_patch_touches_only_annotations (addition));
  g_assert_true (pd_patch_touches_only_annotations (removal));
  g_assert_false (pd_patch_touches_only_annotations (mixed));
}

/* An invoice takes attachments of its own; making it of an order copies none, and neither does a duplicate. */
static void
test_types (void)
{
  g_autoptr (PdRecord) order = base_order ();
  g_autoptr (PdRecord) attached = with_attachment (order, "a.pdf", HASH_A);
  g_autoptr (PdRecord) invoice = pd_invoice_new_from_order (attached, NULL, pd_record_get_id (order));
  g_autoptr (PdRecord) duplicate = pd_order_duplicate (attached, NOW, "2026-03-10");
  g_autoptr (PdRecord) annotated = with_attachment (invoice, "b.pdf", HASH_B);
  g_autoptr (PdPatch) patch = pd_diff (invoice, annotated);
  g_autoptr (GPtrArray) problems = pd_record_check (annotated, PD_REQUIRED_TO_SAVE);

  g_assert_cmpuint (pd_record_get_attachments (invoice)->len, ==, 0);
  g_assert_cmpuint (pd_record_get_attachments (duplicate)->len, ==, 0);
  g_assert_cmpuint (pd_patch_get_n_changes (patch), ==, 1);
  g_assert_true (pd_patch_touches_only_annotations (patch));
  g_assert_cmpuint (problems->len, ==, 0);
}

static void
test_check (void)
{
  static const struct
  {
    const char *name, *hash;
    gint64 size;
    gboolean good;
  } rows[] = {
    { "合同 (1).pdf", HASH_A, 0, TRUE },
    { "a", HASH_A, PD_ATTACHMENT_MAX_BYTES, TRUE },
    { "a", HASH_A, PD_ATTACHMENT_MAX_BYTES + 1, FALSE },
    { "a", HASH_A, -1, FALSE },
    { "a", "9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08", 1, FALSE },
    { "a", "../../etc/passwd", 1, FALSE },
    { "a", "", 1, FALSE },
    { "", HASH_A, 1, FALSE },
    { "../a", HASH_A, 1, FALSE },
    { "a\\b", HASH_A, 1, FALSE },
    { ".bashrc", HASH_A, 1, FALSE },
    { "a\nb", HASH_A, 1, FALSE },
    { "a\xe2\x80\xae"
      "fdp.exe",
      HASH_A, 1, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdRecord) order = base_order ();
      g_autoptr (GPtrArray) problems = NULL;

      pd_record_add_attachment (order, NOW, rows[i].name, NULL, rows[i].size, rows[i].hash);
      problems = pd_record_check (order, PD_REQUIRED_TO_SAVE);
      g_assert_cmpint (problems->len == 0, ==, rows[i].good);
    }
}

static void
test_count (void)
{
  g_autoptr (PdRecord) order = base_order ();
  g_autoptr (GPtrArray) good = NULL, bad = NULL;

  for (guint i = 0; i < PD_ATTACHMENT_MAX_COUNT; i++)
    pd_record_add_attachment (order, NOW, "a", NULL, 1, HASH_A);
  good = pd_record_check (order, PD_REQUIRED_TO_SAVE);
  g_assert_cmpuint (good->len, ==, 0);
  pd_record_add_attachment (order, NOW, "a", NULL, 1, HASH_A);
  bad = pd_record_check (order, PD_REQUIRED_TO_SAVE);
  g_assert_cmpuint (bad->len, ==, 1);
}

static void
test_plain_name (void)
{
  static const struct
  {
    const char *name, *plain;
  } rows[] = {
    { "合同.pdf", "合同.pdf" },
    { " a b.txt ", "a b.txt" },
    { "a/b\\c", "a_b_c" },
    { "..", "_.." },
    { "", "_" },
    { "   ", "_" },
    { "a\nb.pdf", "a_b.pdf" },
    { "a\xff.pdf", "a\xef\xbf\xbd.pdf" },
  };
  g_autofree char *long_name = g_strnfill (400, 'x');
  g_autofree char *with_ending = g_strconcat (long_name, ".pdf", NULL);
  g_autofree char *shortened = pd_attachment_plain_name (with_ending);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *plain = pd_attachment_plain_name (rows[i].name);
      g_autoptr (PdRecord) order = base_order ();
      g_autoptr (GPtrArray) problems = NULL;

      g_assert_cmpstr (plain, ==, rows[i].plain);
      pd_record_add_attachment (order, NOW, plain, NULL, 1, HASH_A);
      problems = pd_record_check (order, PD_REQUIRED_TO_SAVE);
      g_assert_cmpuint (problems->len, ==, 0);
    }
  g_assert_cmpint (g_utf8_strlen (shortened, -1), ==, 200);
  g_assert_true (g_str_has_suffix (shortened, "x.pdf"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/attachment/merge", test_merge);
  g_test_add_func ("/attachment/platforms-word", test_platforms_word);
  g_test_add_func ("/attachment/fold", test_fold);
  g_test_add_func ("/attachment/annotation", test_annotation);
  g_test_add_func ("/attachment/types", test_types);
  g_test_add_func ("/attachment/check", test_check);
  g_test_add_func ("/attachment/count", test_count);
  g_test_add_func ("/attachment/plain-name", test_plain_name);
  return g_test_run ();
}
