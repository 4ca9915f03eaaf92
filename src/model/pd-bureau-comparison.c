/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-bureau-comparison.h"

#include "model/pd-date.h"

#include <glib/gi18n-lib.h>

/* It travels as text in a field of the bureau's record, in words that no language changes; each computer says it in
 * its own. */
#define GROUP "comparison"

static gboolean
read_day (const char *date, GDate *day)
{
  guint year, month, number;

  if (!pd_date_parts (date, &year, &month, &number) ||
      !g_date_valid_dmy ((GDateDay) number, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  g_date_clear (day, 1);
  g_date_set_dmy (day, (GDateDay) number, (GDateMonth) month, (GDateYear) year);
  return TRUE;
}

/**
 * pd_bureau_comparison_span:
 * @from: a business date, as a person wrote it
 * @to: a business date
 *
 * Returns: (transfer full) (nullable): both as the reason of the command "compare"; %NULL when they are no span of ten
 *   days at most
 */
char *
pd_bureau_comparison_span (const char *from, const char *to)
{
  g_autofree char *first = NULL, *last = NULL;
  GDate begins, ends;

  if (!pd_date_canonicalize (from, &first, NULL) || !pd_date_canonicalize (to, &last, NULL) ||
      !read_day (first, &begins) || !read_day (last, &ends) || g_date_days_between (&begins, &ends) < 0 ||
      g_date_days_between (&begins, &ends) >= PD_BUREAU_COMPARISON_DAYS)
    return NULL;
  return g_strjoin (" ", first, last, NULL);
}

/** pd_bureau_comparison_read_span: @from, @to: (out) (transfer full): of what pd_bureau_comparison_span() made */
gboolean
pd_bureau_comparison_read_span (const char *span, char **from, char **to)
{
  g_auto (GStrv) words = g_strsplit (span, " ", 3);
  g_autofree char *again = g_strv_length (words) == 2 ? pd_bureau_comparison_span (words[0], words[1]) : NULL;

  *from = *to = NULL;
  if (g_strcmp0 (again, span) != 0)
    return FALSE;
  *from = g_strdup (words[0]);
  *to = g_strdup (words[1]);
  return TRUE;
}

/** pd_bureau_comparison_new: Returns: (transfer full): of these business dates, nothing compared yet */
PdBureauComparison *
pd_bureau_comparison_new (const char *from, const char *to)
{
  PdBureauComparison *comparison = g_new0 (PdBureauComparison, 1);

  comparison->from = g_strdup (from);
  comparison->to = g_strdup (to);
  comparison->only_theirs = g_ptr_array_new_with_free_func (g_free);
  comparison->only_ours = g_ptr_array_new_with_free_func (g_free);
  comparison->other_amount = g_ptr_array_new_with_free_func (g_free);
  return comparison;
}

void
pd_bureau_comparison_free (PdBureauComparison *comparison)
{
  g_free (comparison->from);
  g_free (comparison->to);
  g_ptr_array_unref (comparison->only_theirs);
  g_ptr_array_unref (comparison->only_ours);
  g_ptr_array_unref (comparison->other_amount);
  g_free (comparison->failure);
  g_free (comparison);
}

static void
add (GPtrArray *numbers, guint *n, const char *number)
{
  (*n)++;
  if (numbers->len < PD_BUREAU_COMPARISON_NUMBERS)
    g_ptr_array_add (numbers, g_strdup (number));
}

/** pd_bureau_comparison_add_theirs: @number: of an invoice that the provider has and we have not */
void
pd_bureau_comparison_add_theirs (PdBureauComparison *comparison, const char *number)
{
  add (comparison->only_theirs, &comparison->n_only_theirs, number);
}

/** pd_bureau_comparison_add_ours: @number: of an invoice that we have and the provider has not */
void
pd_bureau_comparison_add_ours (PdBureauComparison *comparison, const char *number)
{
  add (comparison->only_ours, &comparison->n_only_ours, number);
}

/** pd_bureau_comparison_add_other_amount: @number: of an invoice that both have, and not with the same gross amount */
void
pd_bureau_comparison_add_other_amount (PdBureauComparison *comparison, const char *number)
{
  add (comparison->other_amount, &comparison->n_other_amount, number);
}

static void
write_numbers (GKeyFile *file, const char *key, GPtrArray *numbers)
{
  if (numbers->len > 0)
    g_key_file_set_string_list (file, GROUP, key, (const char *const *) numbers->pdata, numbers->len);
}

/** pd_bureau_comparison_to_text: Returns: (transfer full): as pd_bureau_comparison_from_text() reads it */
char *
pd_bureau_comparison_to_text (const PdBureauComparison *comparison)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  g_key_file_set_string (file, GROUP, "from", comparison->from);
  g_key_file_set_string (file, GROUP, "to", comparison->to);
  if (comparison->failure != NULL)
    {
      g_key_file_set_string (file, GROUP, "failure", comparison->failure);
      return g_key_file_to_data (file, NULL, NULL);
    }
  g_key_file_set_integer (file, GROUP, "theirs", (int) comparison->n_theirs);
  g_key_file_set_integer (file, GROUP, "ours", (int) comparison->n_ours);
  g_key_file_set_integer (file, GROUP, "only_theirs", (int) comparison->n_only_theirs);
  g_key_file_set_integer (file, GROUP, "only_ours", (int) comparison->n_only_ours);
  g_key_file_set_integer (file, GROUP, "other_amount", (int) comparison->n_other_amount);
  write_numbers (file, "only_theirs_numbers", comparison->only_theirs);
  write_numbers (file, "only_ours_numbers", comparison->only_ours);
  write_numbers (file, "other_amount_numbers", comparison->other_amount);
  return g_key_file_to_data (file, NULL, NULL);
}

static guint
read_count (GKeyFile *file, const char *key)
{
  return (guint) MAX (g_key_file_get_integer (file, GROUP, key, NULL), 0);
}

static void
read_numbers (GKeyFile *file, const char *key, GPtrArray *numbers)
{
  g_auto (GStrv) list = g_key_file_get_string_list (file, GROUP, key, NULL, NULL);

  for (guint i = 0; list != NULL && list[i] != NULL && i < PD_BUREAU_COMPARISON_NUMBERS; i++)
    g_ptr_array_add (numbers, g_strdup (list[i]));
}

/** pd_bureau_comparison_from_text: @text: (nullable). Returns: (transfer full) (nullable): %NULL for what is none */
PdBureauComparison *
pd_bureau_comparison_from_text (const char *text)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *from = NULL, *to = NULL;
  PdBureauComparison *comparison;

  if (text == NULL || !g_key_file_load_from_data (file, text, (gsize) -1, G_KEY_FILE_NONE, NULL))
    return NULL;
  from = g_key_file_get_string (file, GROUP, "from", NULL);
  to = g_key_file_get_string (file, GROUP, "to", NULL);
  if (from == NULL || to == NULL)
    return NULL;
  comparison = pd_bureau_comparison_new (from, to);
  comparison->failure = g_key_file_get_string (file, GROUP, "failure", NULL);
  comparison->n_theirs = read_count (file, "theirs");
  comparison->n_ours = read_count (file, "ours");
  comparison->n_only_theirs = read_count (file, "only_theirs");
  comparison->n_only_ours = read_count (file, "only_ours");
  comparison->n_other_amount = read_count (file, "other_amount");
  read_numbers (file, "only_theirs_numbers", comparison->only_theirs);
  read_numbers (file, "only_ours_numbers", comparison->only_ours);
  read_numbers (file, "other_amount_numbers", comparison->other_amount);
  return comparison;
}

static void
append_numbers (GString *words, const char *sentence, GPtrArray *numbers, guint n)
{
  if (n > 0)
    g_string_append_printf (words, "\n%s", sentence);
  for (guint i = 0; i < numbers->len; i++)
    g_string_append_printf (words, "\n%s", (const char *) g_ptr_array_index (numbers, i));
  if (n > numbers->len)
    g_string_append (words, "\n…");
}

/**
 * pd_bureau_comparison_describe:
 * @text: (nullable): of a bureau's record
 *
 * Returns: (transfer full) (nullable): whole translated sentences and, below them, invoice numbers, a line each; %NULL when
 *   nothing was compared yet
 */
char *
pd_bureau_comparison_describe (const char *text)
{
  g_autoptr (PdBureauComparison) comparison = pd_bureau_comparison_from_text (text);
  g_autoptr (GString) words = g_string_new (NULL);
  g_autofree char *theirs = NULL, *ours = NULL, *amounts = NULL;

  if (comparison == NULL)
    return NULL;
  if (comparison->failure != NULL)
    return g_strdup_printf (_ ("The provider's list of %1$s to %2$s could not be had: %3$s"),
                            comparison->from, comparison->to, _ (comparison->failure));
  g_string_append_printf (words,
                          _ ("Invoices of %1$s to %2$s: %3$u in the provider's list, %4$u on the platform."),
                          comparison->from, comparison->to, comparison->n_theirs, comparison->n_ours);
  if (comparison->n_only_theirs == 0 && comparison->n_only_ours == 0 && comparison->n_other_amount == 0)
    g_string_append_printf (words, "\n%s", _ ("They are the same."));
  theirs = g_strdup_printf (_ ("In the provider's list alone, %u:"), comparison->n_only_theirs);
  ours = g_strdup_printf (_ ("On the platform alone, %u:"), comparison->n_only_ours);
  append_numbers (words, theirs, comparison->only_theirs, comparison->n_only_theirs);
  append_numbers (words, ours, comparison->only_ours, comparison->n_only_ours);
  amounts = g_strdup_printf (_ ("In both with different amounts, %u:"), comparison->n_other_amount);
  append_numbers (words, amounts, comparison->other_amount, comparison->n_other_amount);
  return g_string_free (g_steal_pointer (&words), FALSE);
}
