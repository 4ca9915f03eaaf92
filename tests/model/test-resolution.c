/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person makes of two versions of a record: rules by cases, and properties over random triples. */

#include "model/record-generator.h"

#include "model/pd-merge.h"
#include "model/pd-order.h"
#include "model/pd-resolution.h"
#include "model/pd-workflow.h"

#include <string.h>

#define ORDER "0190b2f4-0000-7000-8000-000000000001"
#define LINE_A "00000000-0000-7000-8000-000000000001"
#define LINE_B "00000000-0000-7000-8000-000000000002"
#define PRICING_A "lines/" LINE_A "/pricing"

static void
add_line (PdRecord *order, const char *id, const char *position)
{
  PdRecord *line = pd_record_new (&pd_order_line_type, id);

  pd_record_set_text (line, PD_ORDER_LINE_POSITION, position);
  pd_record_set_text (line, PD_ORDER_LINE_NAME, "笔");
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "2");
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, "100");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  pd_record_add_line (order, 0, line);
}

static PdRecord *
order_new (void)
{
  PdRecord *order = pd_record_new (&pd_order_type, ORDER);

  pd_record_set_text (order, PD_ORDER_NUMBER, "D1");
  pd_record_set_text (order, PD_ORDER_STATE, PD_ORDER_STATE_OPEN);
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "甲");
  pd_record_set_flag (order, PD_ORDER_PRICE_INCLUDES_TAX, TRUE);
  add_line (order, LINE_A, "V");
  pd_record_derive (order);
  return order;
}

static PdRecord *
line_of (const PdRecord *order, const char *id)
{
  return pd_record_find_line (order, 0, id);
}

static PdRecord *
with_text (const PdRecord *order, guint field, const char *text)
{
  PdRecord *copy = pd_record_copy (order);

  pd_record_set_text (copy, field, text);
  return copy;
}

static PdRecord *
with_price (const PdRecord *order, guint field, const char *text)
{
  PdRecord *copy = pd_record_copy (order);

  pd_record_set_text (line_of (copy, LINE_A), field, text);
  pd_record_derive (copy);
  return copy;
}

static const char *
text_of (const PdRecord *order, guint field)
{
  return pd_record_get_text (order, field);
}

static void
type_text (PdResolution *resolution, int list, const char *line, guint field, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (pd_resolution_type (resolution, list, line, field, text, &error));
  g_assert_no_error (error);
}

/* Each of the three answers to one question, and what the other atoms do meanwhile. */
static void
test_sides (void)
{
  g_autoptr (PdRecord) base = order_new ();
  g_autoptr (PdRecord) first = with_text (base, PD_ORDER_REMARK, "mine");
  g_autoptr (PdRecord) mine = with_text (first, PD_ORDER_BUYER_EMAIL, "a@b");
  g_autoptr (PdRecord) theirs = with_text (base, PD_ORDER_REMARK, "theirs");
  g_autoptr (PdResolution) resolution = pd_resolution_new (base, mine, theirs);
  g_autoptr (PdRecord) undecided = pd_resolution_apply (resolution);
  g_autoptr (PdRecord) kept = NULL;
  g_autoptr (PdRecord) taken = NULL;
  g_autoptr (PdRecord) third = NULL;

  g_assert_cmpuint (pd_resolution_get_differences (resolution)->len, ==, 2);
  g_assert_true (pd_resolution_find (resolution, "remark")->conflict);
  g_assert_false (pd_resolution_find (resolution, "buyer_email")->conflict);
  g_assert_cmpuint (pd_resolution_get_n_undecided (resolution), ==, 1);
  g_assert_cmpstr (text_of (undecided, PD_ORDER_REMARK), ==, "theirs");
  g_assert_cmpstr (text_of (undecided, PD_ORDER_BUYER_EMAIL), ==, "a@b");

  g_assert_true (pd_resolution_choose (resolution, "remark", PD_SIDE_MINE));
  g_assert_cmpuint (pd_resolution_get_n_undecided (resolution), ==, 0);
  kept = pd_resolution_apply (resolution);
  g_assert_cmpstr (text_of (kept, PD_ORDER_REMARK), ==, "mine");

  g_assert_true (pd_resolution_choose (resolution, "remark", PD_SIDE_THEIRS));
  g_assert_true (pd_resolution_choose (resolution, "buyer_email", PD_SIDE_THEIRS));
  taken = pd_resolution_apply (resolution);
  g_assert_true (pd_record_equal (taken, theirs));

  type_text (resolution, -1, NULL, PD_ORDER_REMARK, "third");
  g_assert_true (pd_resolution_is_typed (resolution, "remark"));
  third = pd_resolution_apply (resolution);
  g_assert_cmpstr (text_of (third, PD_ORDER_REMARK), ==, "third");
  g_assert_false (pd_resolution_choose (resolution, "note", PD_SIDE_MINE));
}

/* A group is decided as one; a third value stands on top of the side that was chosen, and the total follows. */
static void
test_group (void)
{
  g_autoptr (PdRecord) base = order_new ();
  g_autoptr (PdRecord) mine = with_price (base, PD_ORDER_LINE_QUANTITY, "3");
  g_autoptr (PdRecord) theirs = with_price (base, PD_ORDER_LINE_UNIT_PRICE, "110");
  g_autoptr (PdResolution) resolution = pd_resolution_new (base, mine, theirs);
  g_autoptr (PdRecord) on_mine = NULL;
  g_autoptr (PdRecord) on_theirs = NULL;

  g_assert_cmpuint (pd_resolution_get_differences (resolution)->len, ==, 1);
  g_assert_true (pd_resolution_find (resolution, PRICING_A)->conflict);
  type_text (resolution, 0, LINE_A, PD_ORDER_LINE_QUANTITY, "5");
  on_mine = pd_resolution_apply (resolution);
  g_assert_cmpstr (text_of (line_of (on_mine, LINE_A), PD_ORDER_LINE_UNIT_PRICE), ==, "100");
  g_assert_cmpint (pd_workflow_total (on_mine), ==, 50000);
  g_assert_cmpuint (pd_resolution_get_n_undecided (resolution), ==, 0);

  pd_resolution_choose (resolution, PRICING_A, PD_SIDE_THEIRS);
  g_assert_false (pd_resolution_is_typed (resolution, PRICING_A));
  type_text (resolution, 0, LINE_A, PD_ORDER_LINE_QUANTITY, "5");
  on_theirs = pd_resolution_apply (resolution);
  g_assert_cmpint (pd_workflow_total (on_theirs), ==, 55000);
}

/* A removal against an edit of the same line is one question. */
static void
test_removed_line (void)
{
  g_autoptr (PdRecord) base = order_new ();
  g_autoptr (PdRecord) mine = pd_record_copy (base);
  g_autoptr (PdRecord) theirs = with_price (base, PD_ORDER_LINE_QUANTITY, "3");
  g_autoptr (PdResolution) resolution = NULL;
  g_autoptr (PdResolution) mirrored = NULL;
  g_autoptr (PdRecord) removed = NULL;
  g_autoptr (PdRecord) kept = NULL;
  g_autoptr (PdRecord) typed = NULL;
  const char *path = "lines/" LINE_A;

  pd_record_remove_line (mine, 0, LINE_A);
  pd_record_derive (mine);
  resolution = pd_resolution_new (base, mine, theirs);
  mirrored = pd_resolution_new (base, theirs, mine);
  g_assert_cmpuint (pd_resolution_get_differences (resolution)->len, ==, 1);
  g_assert_true (pd_resolution_find (resolution, path)->conflict);
  g_assert_true (pd_resolution_find (mirrored, path)->conflict);
  pd_resolution_choose (resolution, path, PD_SIDE_MINE);
  removed = pd_resolution_apply (resolution);
  g_assert_cmpuint (pd_record_get_lines (removed)->len, ==, 0);
  pd_resolution_choose (mirrored, path, PD_SIDE_MINE);
  kept = pd_resolution_apply (mirrored);
  g_assert_cmpint (pd_workflow_total (kept), ==, 30000);
  /* Who types into the line wants it. */
  pd_resolution_choose (resolution, path, PD_SIDE_MERGED);
  type_text (resolution, 0, LINE_A, PD_ORDER_LINE_QUANTITY, "4");
  typed = pd_resolution_apply (resolution);
  g_assert_cmpint (pd_workflow_total (typed), ==, 40000);
}

/* Deleted on one side, or not there: the record as a whole. */
static void
test_whole_record (void)
{
  g_autoptr (PdRecord) base = order_new ();
  g_autoptr (PdRecord) edited = with_text (base, PD_ORDER_REMARK, "mine");
  g_autoptr (PdRecord) gone = pd_record_copy (base);
  g_autoptr (PdResolution) deleted_there = NULL;
  g_autoptr (PdResolution) deleted_here = NULL;
  g_autoptr (PdResolution) absent = NULL;
  g_autoptr (PdRecord) kept = NULL;
  g_autoptr (PdRecord) buried = NULL;
  g_autoptr (PdRecord) mended = NULL;

  pd_record_set_deleted (gone, TRUE);
  deleted_there = pd_resolution_new (base, edited, gone);
  g_assert_cmpuint (pd_resolution_get_n_undecided (deleted_there), ==, 1);
  pd_resolution_choose_all (deleted_there, PD_SIDE_MINE);
  kept = pd_resolution_apply (deleted_there);
  g_assert_true (pd_record_equal (kept, edited));
  deleted_here = pd_resolution_new (base, gone, edited);
  pd_resolution_choose (deleted_here, PD_DIFFERENCE_RECORD, PD_SIDE_MINE);
  buried = pd_resolution_apply (deleted_here);
  g_assert_true (pd_record_is_deleted (buried));
  absent = pd_resolution_new (NULL, edited, NULL);
  g_assert_null (pd_resolution_apply (absent));
  type_text (absent, -1, NULL, PD_ORDER_BUYER_NAME, "丙");
  g_assert_cmpuint (pd_resolution_get_n_undecided (absent), ==, 0);
  mended = pd_resolution_apply (absent);
  g_assert_cmpstr (text_of (mended, PD_ORDER_BUYER_NAME), ==, "丙");
  g_assert_cmpstr (text_of (mended, PD_ORDER_REMARK), ==, "mine");
  pd_resolution_choose_all (absent, PD_SIDE_THEIRS);
  g_assert_null (pd_resolution_apply (absent));
}

/* Issued meanwhile: nothing of mine but the note, not even where a line stands. */
static void
test_frozen (void)
{
  g_autoptr (PdRecord) base = order_new ();
  g_autoptr (PdRecord) noted = with_text (base, PD_ORDER_NOTE, "call first");
  g_autoptr (PdRecord) mine = with_price (noted, PD_ORDER_LINE_QUANTITY, "3");
  g_autoptr (PdRecord) theirs = with_text (base, PD_ORDER_STATE, PD_ORDER_STATE_INVOICED);
  g_autoptr (PdResolution) resolution = NULL;
  g_autoptr (PdRecord) result = NULL;
  g_autoptr (PdPatch) patch = NULL;
  g_autoptr (GError) error = NULL;

  pd_record_set_text (line_of (mine, LINE_A), PD_ORDER_LINE_POSITION, "X");
  resolution = pd_resolution_new (base, mine, theirs);
  g_assert_true (pd_resolution_find (resolution, PRICING_A)->locked);
  g_assert_false (pd_resolution_choose (resolution, PRICING_A, PD_SIDE_MINE));
  g_assert_false (pd_resolution_type (resolution, 0, LINE_A, PD_ORDER_LINE_QUANTITY, "4", &error));
  g_assert_nonnull (error);
  pd_resolution_choose_all (resolution, PD_SIDE_MINE);
  result = pd_resolution_apply (resolution);
  patch = pd_diff (theirs, result);
  g_assert_cmpuint (pd_patch_get_n_changes (patch), ==, 1);
  g_assert_true (pd_patch_touches_only_annotations (patch));
  g_assert_cmpstr (text_of (result, PD_ORDER_NOTE), ==, "call first");
}

static void
test_bad_values (void)
{
  g_autoptr (PdRecord) base = order_new ();
  g_autoptr (PdRecord) mine = with_price (base, PD_ORDER_LINE_QUANTITY, "3");
  g_autoptr (PdResolution) resolution = pd_resolution_new (base, mine, base);
  g_autoptr (GError) error = NULL;

  g_assert_false (pd_resolution_type (resolution, 0, LINE_A, PD_ORDER_LINE_QUANTITY, "many", &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_false (pd_resolution_type (resolution, -1, NULL, PD_ORDER_GROSS_AMOUNT, "1", &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_false (pd_resolution_type (resolution, 0, LINE_B, PD_ORDER_LINE_NAME, "x", &error));
  g_assert_nonnull (error);
  g_assert_false (pd_resolution_is_typed (resolution, PRICING_A));
}

/* A version comes in while a person decides. */
static void
test_refresh (void)
{
  g_autoptr (PdRecord) base = order_new ();
  g_autoptr (PdRecord) first = with_text (base, PD_ORDER_REMARK, "mine");
  g_autoptr (PdRecord) second = with_text (first, PD_ORDER_BUYER_NAME, "乙");
  g_autoptr (PdRecord) mine = with_text (second, PD_ORDER_BUYER_EMAIL, "a@b");
  g_autoptr (PdRecord) other = with_text (base, PD_ORDER_REMARK, "theirs");
  g_autoptr (PdRecord) other_name = with_text (other, PD_ORDER_BUYER_NAME, "丙");
  g_autoptr (PdRecord) theirs = with_text (other_name, PD_ORDER_BUYER_EMAIL, "c@d");
  g_autoptr (PdRecord) moved = with_text (theirs, PD_ORDER_BUYER_NAME, "丁");
  g_autoptr (PdRecord) later = with_text (moved, PD_ORDER_BUYER_EMAIL, "e@f");
  g_autoptr (PdResolution) resolution = pd_resolution_new (base, mine, theirs);
  g_autoptr (PdResolution) fresh = NULL;
  g_autoptr (PdResolution) again = NULL;
  g_autoptr (PdRecord) result = NULL;
  guint n_dropped;

  pd_resolution_choose (resolution, "remark", PD_SIDE_MINE);
  pd_resolution_choose (resolution, "party", PD_SIDE_MINE);
  type_text (resolution, -1, NULL, PD_ORDER_BUYER_EMAIL, "x@y");
  fresh = pd_resolution_refresh (resolution, base, mine, later, &n_dropped);
  g_assert_cmpuint (n_dropped, ==, 2);
  g_assert_cmpint (pd_resolution_get_side (fresh, "remark"), ==, PD_SIDE_MINE);
  g_assert_false (pd_resolution_is_decided (fresh, "party"));
  g_assert_false (pd_resolution_is_decided (fresh, "buyer_email"));
  g_assert_true (pd_resolution_is_typed (fresh, "buyer_email"));
  /* Typed again, or said to hold, it is decided. */
  type_text (fresh, -1, NULL, PD_ORDER_BUYER_EMAIL, "x@y");
  pd_resolution_choose (fresh, "party", PD_SIDE_THEIRS);
  again = pd_resolution_refresh (fresh, base, mine, later, &n_dropped);
  g_assert_cmpuint (n_dropped, ==, 0);
  g_assert_cmpuint (pd_resolution_get_n_undecided (again), ==, 0);
  result = pd_resolution_apply (again);
  g_assert_cmpstr (text_of (result, PD_ORDER_REMARK), ==, "mine");
  g_assert_cmpstr (text_of (result, PD_ORDER_BUYER_NAME), ==, "丁");
  g_assert_cmpstr (text_of (result, PD_ORDER_BUYER_EMAIL), ==, "x@y");
}

/* What was decided about one record, for another with the same question. */
static void
test_alike (void)
{
  g_autoptr (PdRecord) base = order_new ();
  g_autoptr (PdRecord) mine = with_text (base, PD_ORDER_REMARK, "mine");
  g_autoptr (PdRecord) theirs = with_text (base, PD_ORDER_REMARK, "theirs");
  g_autoptr (PdRecord) other_mine = with_text (base, PD_ORDER_REMARK, "2");
  g_autoptr (PdRecord) other_theirs = with_text (theirs, PD_ORDER_BUYER_EMAIL, "a@b");
  g_autoptr (PdRecord) named = with_text (mine, PD_ORDER_BUYER_NAME, "乙");
  g_autoptr (PdRecord) renamed = with_text (theirs, PD_ORDER_BUYER_NAME, "丙");
  g_autoptr (PdResolution) one = pd_resolution_new (base, mine, theirs);
  g_autoptr (PdResolution) two = pd_resolution_new (base, other_mine, other_theirs);
  g_autoptr (PdResolution) different = pd_resolution_new (base, named, renamed);
  g_autoptr (PdRecord) kept = NULL;
  g_autoptr (PdRecord) typed = NULL;

  g_assert_true (pd_resolution_is_alike (one, two));
  g_assert_false (pd_resolution_is_alike (one, different));
  g_assert_false (pd_resolution_copy_choices (two, one));
  pd_resolution_choose (one, "remark", PD_SIDE_MINE);
  g_assert_true (pd_resolution_copy_choices (two, one));
  kept = pd_resolution_apply (two);
  g_assert_cmpstr (text_of (kept, PD_ORDER_REMARK), ==, "2");
  g_assert_cmpstr (text_of (kept, PD_ORDER_BUYER_EMAIL), ==, "a@b");
  type_text (one, -1, NULL, PD_ORDER_REMARK, "both");
  g_assert_true (pd_resolution_copy_choices (two, one));
  typed = pd_resolution_apply (two);
  g_assert_cmpstr (text_of (typed, PD_ORDER_REMARK), ==, "both");
}

/* Properties. */

typedef struct
{
  GRand *random;
  PdRecord *base, *mine, *theirs; /* (owned) */
  PdResolution *resolution;       /* (owned) */
} Triple;

static void
triple_clear (Triple *triple)
{
  pd_record_unref (triple->base);
  pd_record_unref (triple->mine);
  pd_record_unref (triple->theirs);
  pd_resolution_free (triple->resolution);
}

static Triple
triple_new (GRand *random)
{
  Triple triple = { .random = random, .base = generate_order (random) };

  triple.mine = generate_edit (random, triple.base, 1 + (guint) g_rand_int_range (random, 0, 6));
  triple.theirs = generate_edit (random, triple.base, 1 + (guint) g_rand_int_range (random, 0, 6));
  triple.resolution = pd_resolution_new (triple.base, triple.mine, triple.theirs);
  return triple;
}

static void
fail_triple (const Triple *triple, const char *headline, const PdRecord *result)
{
  describe_records (headline, "base", triple->base, "mine", triple->mine, "theirs", triple->theirs, "result",
                    result, NULL);
}

static gboolean
same_in (const PdRecord *a, const PdRecord *b, guint field)
{
  return a != NULL && b != NULL && pd_record_field_equal (a, b, field);
}

static gboolean
has_source (const Triple *triple, const PdRecord *result, const char *line)
{
  const PdRecord *base = line != NULL ? line_of (triple->base, line) : triple->base;
  const PdRecord *mine = line != NULL ? line_of (triple->mine, line) : triple->mine;
  const PdRecord *theirs = line != NULL ? line_of (triple->theirs, line) : triple->theirs;
  const PdRecordType *type = pd_record_get_record_type (result);

  for (guint i = 0; i < type->n_fields; i++)
    if (pd_field_is_mergeable (&type->fields[i]) && type->fields[i].merge != PD_MERGE_APPEND &&
        !same_in (result, base, i) && !same_in (result, mine, i) && !same_in (result, theirs, i) &&
        !pd_resolution_field_is_typed (triple->resolution, line != NULL ? 0 : -1, line, i))
      return FALSE;
  return TRUE;
}

static gboolean
all_has_source (const Triple *triple, const PdRecord *result)
{
  GPtrArray *lines = pd_record_get_lines (result);

  if (!has_source (triple, result, NULL))
    return FALSE;
  for (guint i = 0; i < lines->len; i++)
    if (!has_source (triple, g_ptr_array_index (lines, i), pd_record_get_id (g_ptr_array_index (lines, i))))
      return FALSE;
  return TRUE;
}

static gboolean
totals_follow (const PdRecord *result)
{
  g_autoptr (PdRecord) again = pd_record_copy (result);

  pd_record_derive (again);
  return pd_record_equal (result, again);
}

/* Random answers; sometimes a third value. */
static void
decide (Triple *triple)
{
  GPtrArray *differences = pd_resolution_get_differences (triple->resolution);

  for (guint i = 0; i < differences->len; i++)
    {
      const PdDifference *difference = g_ptr_array_index (differences, i);
      int answer = g_rand_int_range (triple->random, 0, 4);

      if (answer < 3)
        pd_resolution_choose (triple->resolution, difference->path, (PdSide) answer);
      else if (g_strcmp0 (difference->atom, "party") == 0)
        type_text (triple->resolution, -1, NULL, PD_ORDER_BUYER_NAME, "第三");
      else if (g_strcmp0 (difference->atom, "pricing") == 0)
        type_text (triple->resolution, 0, difference->line_id, PD_ORDER_LINE_QUANTITY, "7");
    }
}

static gboolean
atom_is_from (const PdRecord *result, const PdRecord *side, const PdDifference *difference)
{
  const PdRecord *a = result, *b = side;
  g_autoptr (PdPatch) patch = NULL;

  if (difference->list >= 0)
    {
      a = line_of (result, difference->line_id);
      b = line_of (side, difference->line_id);
    }
  if (a == NULL || b == NULL)
    return a == b;
  for (guint i = 0; i < pd_record_get_record_type (a)->n_fields; i++)
    {
      const PdField *field = &pd_record_get_record_type (a)->fields[i];

      if (pd_field_is_mergeable (field) && field->merge != PD_MERGE_POSITION &&
          (difference->atom == NULL || g_str_equal (pd_field_atom (field), difference->atom)) &&
          !pd_record_field_equal (a, b, i))
        return FALSE;
    }
  return TRUE;
}

static gboolean
choices_hold (const Triple *triple, const PdRecord *result)
{
  GPtrArray *differences = pd_resolution_get_differences (triple->resolution);

  for (guint i = 0; i < differences->len; i++)
    {
      const PdDifference *difference = g_ptr_array_index (differences, i);
      PdSide side = pd_resolution_get_side (triple->resolution, difference->path);

      if (side != PD_SIDE_MERGED && !pd_resolution_is_typed (triple->resolution, difference->path) &&
          !atom_is_from (result, side == PD_SIDE_MINE ? triple->mine : triple->theirs, difference))
        return FALSE;
    }
  return TRUE;
}

/* Mine where both changed, the merge elsewhere. */
static gboolean
prefers_mine (const Triple *triple, const PdRecord *result)
{
  g_autoptr (PdRecord) merged = pd_merge3 (triple->base, triple->mine, triple->theirs, NULL);
  GPtrArray *differences = pd_resolution_get_differences (triple->resolution);

  for (guint i = 0; i < differences->len; i++)
    {
      const PdDifference *difference = g_ptr_array_index (differences, i);

      if (!atom_is_from (result, difference->conflict ? triple->mine : merged, difference))
        return FALSE;
    }
  return TRUE;
}

/* The result goes out as a patch of the platform's version and comes out the same there. */
static gboolean
travels (const Triple *triple, const PdRecord *result)
{
  g_autoptr (PdPatch) patch = pd_diff (triple->theirs, result);
  g_autoptr (GPtrArray) conflicts = g_ptr_array_new ();
  g_autoptr (PdRecord) there = pd_patch_apply (patch, triple->theirs, conflicts);

  return conflicts->len == 0 && pd_record_equal (there, result);
}

static void
check_triple (Triple *triple)
{
  g_autoptr (PdRecord) decided = NULL;
  g_autoptr (PdRecord) mine = NULL;
  g_autoptr (PdRecord) theirs = NULL;
  g_autoptr (PdRecord) merged = pd_merge3 (triple->base, triple->mine, triple->theirs, NULL);
  g_autoptr (PdRecord) nothing = pd_resolution_apply (triple->resolution);
  g_autoptr (PdResolution) same = NULL;
  g_autoptr (PdRecord) again = NULL;
  guint n_dropped;

  if (!pd_record_equal (nothing, merged))
    fail_triple (triple, "Without a choice it is not the merge.", nothing);
  decide (triple);
  decided = pd_resolution_apply (triple->resolution);
  if (!all_has_source (triple, decided))
    fail_triple (triple, "A value is nobody's.", decided);
  if (!totals_follow (decided))
    fail_triple (triple, "A total does not follow.", decided);
  if (!choices_hold (triple, decided))
    fail_triple (triple, "A choice does not hold.", decided);
  if (!travels (triple, decided))
    fail_triple (triple, "It does not travel.", decided);
  same = pd_resolution_refresh (triple->resolution, triple->base, triple->mine, triple->theirs, &n_dropped);
  again = pd_resolution_apply (same);
  if (n_dropped != 0 || !pd_record_equal (again, decided))
    fail_triple (triple, "Refreshed with the same, it is another.", again);
  pd_resolution_choose_all (triple->resolution, PD_SIDE_MINE);
  mine = pd_resolution_apply (triple->resolution);
  if (!prefers_mine (triple, mine) || pd_resolution_get_n_undecided (triple->resolution) != 0)
    fail_triple (triple, "Not mine.", mine);
  pd_resolution_choose_all (triple->resolution, PD_SIDE_THEIRS);
  theirs = pd_resolution_apply (triple->resolution);
  if (pd_resolution_get_differences (triple->resolution)->len > 0 &&
      !pd_record_equal (theirs, triple->theirs))
    fail_triple (triple, "Not theirs.", theirs);
}

static void
test_properties (void)
{
#if defined(__SANITIZE_ADDRESS__)
  const guint n_rounds = 2000;
#else
  const guint n_rounds = g_test_slow () ? 500000 : 20000;
#endif
  g_autoptr (GRand) random = g_rand_new_with_seed (20260301);

  for (guint i = 0; i < n_rounds && !g_test_failed (); i++)
    {
      Triple triple = triple_new (random);

      check_triple (&triple);
      triple_clear (&triple);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/resolution/sides", test_sides);
  g_test_add_func ("/resolution/group", test_group);
  g_test_add_func ("/resolution/removed-line", test_removed_line);
  g_test_add_func ("/resolution/whole-record", test_whole_record);
  g_test_add_func ("/resolution/frozen", test_frozen);
  g_test_add_func ("/resolution/bad-values", test_bad_values);
  g_test_add_func ("/resolution/refresh", test_refresh);
  g_test_add_func ("/resolution/alike", test_alike);
  g_test_add_func ("/resolution/properties", test_properties);
  return g_test_run ();
}
