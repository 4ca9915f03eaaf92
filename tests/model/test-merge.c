/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/merge-laws.h"
#include "model/record-generator.h"

#include "model/pd-invoice.h"
#include "model/pd-order.h"

#include <string.h>

#define LINE_A "00000000-0000-7000-8000-000000000001"
#define LINE_B "00000000-0000-7000-8000-000000000002"

/* Cases. An edit is "field=value" of the order, "A.field=value" of a line, "+B" or "-A"; several with ";". */

static void
add_line (PdRecord *order, const char *id, const char *position)
{
  PdRecord *line = pd_record_new (&pd_order_line_type, id);

  pd_record_set_text (line, PD_ORDER_LINE_POSITION, position);
  pd_record_set_text (line, PD_ORDER_LINE_NAME, "笔");
  pd_record_set_text (line, PD_ORDER_LINE_QUANTITY, "2");
  pd_record_set_text (line, PD_ORDER_LINE_UNIT_PRICE, "117.5");
  pd_record_set_text (line, PD_ORDER_LINE_TAX_RATE, "0.13");
  pd_record_add_line (order, 0, line);
}

static PdRecord *
base_order (void)
{
  PdRecord *order = pd_record_new (&pd_order_type, "0190b2f4-0000-7000-8000-000000000001");

  pd_record_set_text (order, PD_ORDER_NUMBER, "D1");
  pd_record_set_text (order, PD_ORDER_STATE, PD_ORDER_STATE_OPEN);
  pd_record_set_text (order, PD_ORDER_BUYER_NAME, "甲");
  pd_record_set_text (order, PD_ORDER_NOTE, "one");
  pd_record_set_flag (order, PD_ORDER_PRICE_INCLUDES_TAX, TRUE);
  add_line (order, LINE_A, "V");
  pd_record_derive (order);
  return order;
}

static const char *
line_id_of (char letter)
{
  return letter == 'A' ? LINE_A : LINE_B;
}

static void
edit_one (PdRecord *order, const char *edit)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) halves = NULL;
  PdRecord *owner = order;
  const char *name;
  g_autofree char *value = NULL;

  if (*edit == '+')
    {
      add_line (order, line_id_of (edit[1]), "W");
      return;
    }
  if (*edit == '-')
    {
      g_assert_true (pd_record_remove_line (order, 0, line_id_of (edit[1])));
      return;
    }
  halves = g_strsplit (edit, "=", 2);
  name = halves[0];
  if (name[1] == '.')
    {
      owner = pd_record_find_line (order, 0, line_id_of (name[0]));
      name += 2;
    }
  value = g_strcompress (halves[1]);
  g_assert_nonnull (owner);
  g_assert_cmpint (pd_record_type_field (pd_record_get_record_type (owner), name), >=, 0);
  pd_record_set_from_text (owner, (guint) pd_record_type_field (pd_record_get_record_type (owner), name),
                           value, &error);
  g_assert_no_error (error);
}

static PdRecord *
edited (const PdRecord *base, const char *edits)
{
  PdRecord *order = pd_record_copy (base);
  g_auto (GStrv) each = g_strsplit (edits, ";", -1);

  for (guint i = 0; each[i] != NULL; i++)
    edit_one (order, each[i]);
  pd_record_derive (order);
  return order;
}

typedef struct
{
  const char *base;      /* edits that make the base */
  const char *local;     /* edits of one side */
  const char *remote;    /* edits of the other */
  const char *conflicts; /* paths, sorted, with A and B for the lines' ids */
  const char *merged;    /* edits that make the expected result from the base */
} Case;

static const Case cases[] = {
  /* Only one side changed, or both the same. */
  { "", "", "", "", "" },
  { "", "remark=x", "", "", "remark=x" },
  { "", "", "remark=x", "", "remark=x" },
  { "", "remark=x", "remark=x", "", "remark=x" },
  { "remark=x", "remark=", "", "", "remark=" },
  /* Different atoms of the header merge. */
  { "", "remark=x", "order_date=2026-03-01", "", "remark=x;order_date=2026-03-01" },
  { "", "buyer_name=乙", "invoice_kind=special", "", "buyer_name=乙;invoice_kind=special" },
  { "", "buyer_email=a@b", "buyer_name=乙", "", "buyer_email=a@b;buyer_name=乙" },
  /* The same atom, changed differently: the platform's stays, and a person decides. */
  { "", "remark=x", "remark=y", "remark", "remark=y" },
  { "remark=x", "remark=", "remark=y", "remark", "remark=y" },
  { "remark=x", "remark=y", "remark=", "remark", "remark=" },
  /* A group is one atom: a buyer's name and another buyer's tax number never make a third buyer. */
  { "", "buyer_name=乙", "buyer_tax_number=91310115MA1HYYYY2B", "party",
    "buyer_tax_number=91310115MA1HYYYY2B" },
  { "", "invoice_kind=special", "price_includes_tax=0", "terms", "price_includes_tax=0" },
  { "", "buyer_name=乙;buyer_phone=1", "buyer_name=乙;buyer_phone=1", "", "buyer_name=乙;buyer_phone=1" },
  { "", "buyer_name=乙", "buyer_name=乙;buyer_phone=1", "party", "buyer_name=乙;buyer_phone=1" },
  /* A conflict does not hold up the other atoms. */
  { "", "remark=x;buyer_email=a@b", "remark=y", "remark", "remark=y;buyer_email=a@b" },
  /* Lines: another line, another atom of one line, the same atom. */
  { "+B", "A.quantity=3", "B.quantity=4", "", "A.quantity=3;B.quantity=4" },
  { "", "A.quantity=3", "A.spec=0.5 mm", "", "A.quantity=3;A.spec=0.5 mm" },
  { "", "A.quantity=3", "A.unit_price=9", "A/pricing", "A.unit_price=9" },
  { "", "A.name=纸", "A.tax_code=1060105040000000000", "A/good", "A.tax_code=1060105040000000000" },
  { "+B", "A.quantity=3;B.name=纸", "A.quantity=4", "A/pricing", "A.quantity=4;B.name=纸" },
  { "", "A.quantity=3", "remark=x", "", "A.quantity=3;remark=x" },
  /* Lines are added by id. */
  { "", "+B", "", "", "+B" },
  { "", "+B", "A.quantity=3", "", "+B;A.quantity=3" },
  { "", "+B", "+B", "", "+B" },
  { "", "+B", "+B;B.quantity=9", "B", "+B;B.quantity=9" },
  { "", "+B", "+B;B.position=c", "", "+B;B.position=c" },
  /* A removal needs to have seen all atoms. */
  { "+B", "-B", "", "", "-B" },
  { "+B", "", "-B", "", "-B" },
  { "+B", "-B", "-B", "", "-B" },
  { "+B", "-B", "A.quantity=3", "", "-B;A.quantity=3" },
  { "+B", "-B", "B.quantity=3", "B", "B.quantity=3" },
  { "+B", "-B", "B.name=纸", "B", "B.name=纸" },
  { "+B", "B.quantity=3", "-B", "B/pricing", "-B" },
  { "+B", "-A;-B", "B.quantity=3", "B", "-A;B.quantity=3" },
  /* Where a line stands is never a conflict: the platform's word. */
  { "", "A.position=X", "A.position=Y", "", "A.position=Y" },
  { "", "A.position=X", "A.quantity=3", "", "A.position=X;A.quantity=3" },
  { "+B", "-B", "B.position=Y", "", "-B" },
  { "+B", "B.position=Y", "-B", "", "-B" },
  /* Notes grow on both sides. */
  { "", "note=one\\ntwo", "", "", "note=one\\ntwo" },
  { "", "note=one\\ntwo", "note=one\\nthree", "", "note=one\\nthree\\ntwo" },
  { "", "note=one more", "note=one\\nthree", "", "note=one\\nthree\\n more" },
  { "note=", "note=two", "note=three", "", "note=three\\ntwo" },
  { "note=", "note=票", "note=票单", "", "note=票单\\n票" },
  { "", "note=one\\ntwo\\nthree", "note=one\\ntwo", "", "note=one\\ntwo\\nthree" },
  { "", "note=one\\ntwo", "note=one\\ntwo\\nthree", "", "note=one\\ntwo\\nthree" },
  /* A note that was rewritten did not grow. */
  { "", "note=other", "note=one\\nthree", "note", "note=one\\nthree" },
  { "", "note=one\\ntwo", "note=other", "note", "note=other" },
  { "", "note=", "note=one\\nthree", "note", "note=one\\nthree" },
  { "", "note=one\\ntwo", "note=", "note", "note=" },
  /* What the platform owns or computes is not merged. */
  { "", "state=cancelled", "", "", "" },
  { "", "state=cancelled", "state=issuing", "", "state=issuing" },
  { "", "gross_amount=1.00", "A.quantity=4", "", "A.quantity=4" },
  { "", "invoice_number=26317000000000012345;remark=x", "", "", "remark=x" },
};

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The paths as one sorted text, short enough to read. */
static char *
join_paths (GPtrArray *paths)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_ptr_array_sort (paths, compare_strings);
  for (guint i = 0; i < paths->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ";" : "", (const char *) g_ptr_array_index (paths, i));
  g_string_replace (text, "lines/" LINE_A, "A", 0);
  g_string_replace (text, "lines/" LINE_B, "B", 0);
  return g_strdup (text->str);
}

static void
test_case (gconstpointer data)
{
  const Case *row = data;
  g_autoptr (PdRecord) plain = base_order (), base = edited (plain, row->base);
  g_autoptr (PdRecord) local = edited (base, row->local), remote = edited (base, row->remote);
  g_autoptr (PdRecord) expected = edited (base, row->merged);
  g_autoptr (GPtrArray) conflicts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (PdRecord) merged = pd_merge3 (base, local, remote, conflicts);
  g_autofree char *paths = join_paths (conflicts);

  g_assert_cmpstr (paths, ==, row->conflicts);
  if (!pd_record_equal (merged, expected))
    describe_records ("The result is another.", "merged", merged, "expected", expected, NULL);
}

/* Two additions that together are too long for the field are not cut: a person shortens them. */
static void
test_append_limit (void)
{
  g_autoptr (PdRecord) base = base_order (), local = base_order (), remote = base_order ();
  g_autofree char *half = g_strnfill (1000, 'a'), *rest = g_strnfill (1000, 'b');
  g_autoptr (GPtrArray) conflicts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (PdRecord) merged = NULL;

  pd_record_clear (base, PD_ORDER_NOTE);
  pd_record_set_text (local, PD_ORDER_NOTE, half);
  pd_record_set_text (remote, PD_ORDER_NOTE, rest);
  merged = pd_merge3 (base, local, remote, conflicts);
  g_assert_cmpuint (conflicts->len, ==, 1);
  g_assert_cmpstr (pd_record_get_text (merged, PD_ORDER_NOTE), ==, rest);
  rest[999] = '\0';
  pd_record_set_text (remote, PD_ORDER_NOTE, rest);
  g_ptr_array_set_size (conflicts, 0);
  g_clear_pointer (&merged, pd_record_unref);
  merged = pd_merge3 (base, local, remote, conflicts);
  g_assert_cmpuint (conflicts->len, ==, 0);
  g_assert_cmpint (g_utf8_strlen (pd_record_get_text (merged, PD_ORDER_NOTE), -1), ==, 2000);
}

/* A patch that was not made by pd_diff() cannot move a state, a total or an invoice's line. */
static void
test_server_fields (void)
{
  static const char *const atoms[] = { "state", "gross_amount", "invoice_number", "changed_by" };
  g_autoptr (PdRecord) order = base_order (), other = pd_record_copy (order);
  g_autoptr (PdRecord) invoice = pd_invoice_new_from_order (order, NULL, LINE_B), emptied = NULL;
  g_autoptr (PdPatch) patch = pd_patch_new (&pd_invoice_type), nothing = NULL;
  g_autoptr (GPtrArray) conflicts = g_ptr_array_new ();
  g_autoptr (PdRecord) result = NULL;

  pd_record_set_text (other, PD_ORDER_STATE, PD_ORDER_STATE_INVOICED);
  pd_record_set_integer (other, PD_ORDER_GROSS_AMOUNT, 1);
  pd_record_set_text (other, PD_ORDER_INVOICE_NUMBER, "1");
  pd_record_set_text (other, PD_ORDER_CHANGED_BY, "x");
  for (guint i = 0; i < G_N_ELEMENTS (atoms); i++)
    {
      g_autoptr (PdPatch) forged = pd_patch_new (&pd_order_type);
      g_autoptr (PdRecord) same = NULL;

      pd_patch_add_set (forged, -1, NULL, atoms[i], order, other);
      g_ptr_array_set_size (conflicts, 0);
      same = pd_patch_apply (forged, order, conflicts);
      g_assert_cmpuint (conflicts->len, ==, 1);
      g_assert_true (pd_record_equal (same, order));
    }
  pd_patch_remove_line (patch, 0, g_ptr_array_index (pd_record_get_lines (invoice), 0));
  g_ptr_array_set_size (conflicts, 0);
  result = pd_patch_apply (patch, invoice, conflicts);
  g_assert_cmpuint (conflicts->len, ==, 1);
  g_assert_true (pd_record_equal (result, invoice));
  emptied = pd_record_copy (invoice);
  g_assert_true (pd_record_remove_line (emptied, 0, LINE_A));
  nothing = pd_diff (invoice, emptied);
  g_assert_cmpuint (pd_patch_get_n_changes (nothing), ==, 0);
}

static void
test_annotations (void)
{
  static const struct
  {
    const char *edits;
    gboolean only;
  } rows[] = { { "", TRUE },          { "note=one\\ntwo", TRUE },
               { "remark=x", FALSE }, { "buyer_name=乙", FALSE },
               { "A.name=x", FALSE }, { "note=x;-A", FALSE },
               { "+B", FALSE } };
  g_autoptr (PdRecord) base = base_order ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdRecord) after =
          *rows[i].edits != '\0' ? edited (base, rows[i].edits) : pd_record_copy (base);
      g_autoptr (PdPatch) patch = pd_diff (base, after);

      g_assert_cmpint (pd_patch_touches_only_annotations (patch), ==, rows[i].only);
    }
}

/* Properties, over many random edits of small orders. */

static guint
n_rounds (void)
{
#if defined(__SANITIZE_ADDRESS__)
  return 5000;
#else
  return g_test_slow () ? 1000000 : 100000;
#endif
}

/* Takes out edits as long as the law stays broken, so that a person can read the rest. */
static void
shrink_side (PdRecord **side, PdRecord **local, PdRecord **remote, const PdRecord *base)
{
  gboolean smaller = TRUE;

  while (smaller)
    {
      g_autoptr (PdPatch) patch = pd_diff (base, *side);

      smaller = FALSE;
      for (guint skip = 0; skip < pd_patch_get_n_changes (patch) && !smaller; skip++)
        {
          PdRecord *kept = *side, *less = pd_record_copy (base);

          for (guint i = 0; i < pd_patch_get_n_changes (patch); i++)
            {
              const PdChange *change = pd_patch_get_change (patch, i);
              g_autoptr (PdPatch) one = pd_patch_new (&pd_order_type);
              PdRecord *next;

              if (i == skip)
                continue;
              if (change->kind == PD_CHANGE_SET)
                pd_patch_add_set (one, change->list, change->line_id, change->atom, change->before,
                                  change->after);
              else if (change->kind == PD_CHANGE_ADD)
                pd_patch_add_line (one, change->list, change->after);
              else
                pd_patch_remove_line (one, change->list, change->before);
              next = pd_patch_apply (one, less, NULL);
              pd_record_unref (less);
              less = next;
            }
          *side = less;
          smaller = merge_find_broken_law (base, *local, *remote) != NULL;
          if (!smaller)
            *side = kept;
          pd_record_unref (smaller ? kept : less);
        }
    }
}

/* Looked at in a part of the rounds only: it is a check of the generator. */
static gboolean
have_conflicts (const PdRecord *base, const PdRecord *local, const PdRecord *remote, guint round)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (PdRecord) merged = NULL;

  if (round % 16 != 0)
    return FALSE;
  merged = pd_merge3 (base, local, remote, paths);
  return paths->len > 0;
}

static void
test_laws (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20260301);
  guint n_conflicting = 0;

  for (guint i = 0; i < n_rounds (); i++)
    {
      g_autoptr (PdRecord) base = generate_order (random);
      g_autoptr (PdRecord) local = generate_edit (random, base, (guint) g_rand_int_range (random, 0, 5));
      g_autoptr (PdRecord) remote = generate_edit (random, base, (guint) g_rand_int_range (random, 0, 5));
      const char *law = merge_find_broken_law (base, local, remote);
      g_autoptr (PdRecord) merged = NULL;

      if (law == NULL)
        {
          n_conflicting += have_conflicts (base, local, remote, i);
          continue;
        }
      shrink_side (&local, &local, &remote, base);
      shrink_side (&remote, &local, &remote, base);
      merged = pd_merge3 (base, local, remote, NULL);
      describe_records (law, "base", base, "local", local, "remote", remote, "merged", merged, NULL);
      return;
    }
  /* The edits meet often enough to try the rules, and not always. */
  g_assert_cmpuint (n_conflicting, >, n_rounds () / 16 / 20);
  g_assert_cmpuint (n_conflicting, <, n_rounds () / 16 / 2);
}

static void
test_patch_laws (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20260302);

  for (guint i = 0; i < n_rounds () / 8; i++)
    {
      g_autoptr (PdRecord) a = generate_order (random);
      g_autoptr (PdRecord) b = generate_edit (random, a, (guint) g_rand_int_range (random, 0, 6));
      g_autoptr (PdRecord) c = generate_edit (random, b, (guint) g_rand_int_range (random, 0, 6));
      const char *law = merge_find_broken_patch_law (a, b, c);

      if (law == NULL)
        continue;
      describe_records (law, "a", a, "b", b, "c", c, NULL);
      return;
    }
}

/* Three and more edits in a row are folded one after the other. */
static void
test_fold_chain (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20260303);

  for (guint i = 0; i < n_rounds () / 20; i++)
    {
      g_autoptr (PdRecord) start = generate_order (random), now = pd_record_copy (start), reached = NULL;
      g_autoptr (PdPatch) folded = pd_patch_new (&pd_order_type);

      for (guint j = 0; j < 8; j++)
        {
          PdRecord *next = generate_edit (random, now, 2);
          g_autoptr (PdPatch) step = pd_diff (now, next);
          PdPatch *longer = pd_patch_fold (folded, step);

          pd_patch_unref (folded);
          folded = longer;
          pd_record_unref (now);
          now = next;
        }
      reached = pd_patch_apply (folded, start, NULL);
      if (pd_record_equal (reached, now))
        continue;
      describe_records ("The folded edits lead elsewhere.", "start", start, "reached", reached, "end", now,
                        NULL);
      return;
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/merge/case/%02u: %s | %s | %s", i, cases[i].base,
                                               cases[i].local, cases[i].remote);

      g_strdelimit (path + strlen ("/merge/case/"), "/", '_');
      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/merge/append-limit", test_append_limit);
  g_test_add_func ("/merge/server-fields", test_server_fields);
  g_test_add_func ("/merge/annotations", test_annotations);
  g_test_add_func ("/merge/laws", test_laws);
  g_test_add_func ("/merge/patch-laws", test_patch_laws);
  g_test_add_func ("/merge/fold-chain", test_fold_chain);
  return g_test_run ();
}
