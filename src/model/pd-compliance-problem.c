/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-compliance-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What a bureau calls the fields of an invoice; an order calls them by the same names. */
static const struct
{
  const char *name;
  const char *word;
} field_words[] = {
  { "buyer_name", "购买方名称" },
  { "buyer_tax_number", "购买方纳税人识别号" },
  { "buyer_address", "购买方地址" },
  { "buyer_phone", "购买方电话" },
  { "buyer_bank_name", "购买方开户银行" },
  { "buyer_bank_account", "购买方银行账号" },
  { "buyer_email", "购买方邮箱" },
  { "seller_name", "销售方名称" },
  { "seller_address", "销售方地址" },
  { "seller_phone", "销售方电话" },
  { "seller_bank_name", "销售方开户行" },
  { "seller_bank_account", "销售方银行账号" },
  { "name", "项目名称" },
  { "spec", "规格型号" },
  { "unit", "单位" },
};

void
pd_compliance_problem_free (PdComplianceProblem *problem)
{
  for (guint i = 0; i < PD_COMPLIANCE_N_VALUES; i++)
    g_free (problem->values[i]);
  g_free (problem->line_id);
  g_free (problem);
}

/**
 * pd_compliance_code_word:
 * @code: a rule
 *
 * Returns: (transfer none): its word, for programs: "line_tax"
 */
const char *
pd_compliance_code_word (PdComplianceCode code)
{
  g_return_val_if_fail (code < PD_COMPLIANCE_N_CODES, "");

  return pd_compliance_rule (code)->word;
}

/*< private >
 * pd_compliance_add:
 * @line: (nullable): the line that it is about, %NULL for the invoice itself
 * @row: the line's number, from 1; 0 without one
 * @field: the field's index, -1 for the whole
 * @first: (nullable): what the sentences name
 * @second: (nullable): the same
 *
 * Returns: (transfer none): the problem, of the table's severity and item
 */
PdComplianceProblem *
pd_compliance_add (PdComplianceCheck *check,
                   PdComplianceCode code,
                   const PdRecord *line,
                   guint row,
                   int field,
                   const char *first,
                   const char *second)
{
  PdComplianceProblem *problem = g_new0 (PdComplianceProblem, 1);

  problem->code = code;
  problem->severity = pd_compliance_rule (code)->severity;
  problem->item = pd_compliance_rule (code)->item;
  problem->type = pd_record_get_record_type (line != NULL ? line : check->invoice);
  problem->line_id = line != NULL ? g_strdup (pd_record_get_id (line)) : NULL;
  problem->row = row;
  problem->field = field;
  problem->values[0] = g_strdup (first);
  problem->values[1] = g_strdup (second);
  g_ptr_array_add (check->problems, problem);
  return problem;
}

/* Puts values into a sentence of the table. Not printf: a bureau's sentence need not name all of them. */
static char *
fill (const char *template, const char *const values[4])
{
  GString *text = g_string_new (NULL);

  for (const char *at = template; *at != '\0'; at++)
    if (at[0] == '%' && at[1] >= '1' && at[1] <= '4' && at[2] == '$' && at[3] == 's')
      {
        g_string_append (text, values[at[1] - '1'] != NULL ? values[at[1] - '1'] : "");
        at += 3;
      }
    else
      g_string_append_c (text, *at);
  return g_string_free (text, FALSE);
}

static const char *
bureau_word (const PdComplianceProblem *problem)
{
  if (problem->special != NULL)
    return problem->special->name;
  if (problem->values[2] != NULL || problem->field < 0)
    return problem->values[2];
  for (guint i = 0; i < G_N_ELEMENTS (field_words); i++)
    if (g_str_equal (field_words[i].name, problem->type->fields[problem->field].name))
      return field_words[i].word;
  return problem->type->fields[problem->field].name;
}

/**
 * pd_compliance_problem_get_error:
 * @problem: a problem
 *
 * Returns: (transfer none) (nullable): the code that providers give for it, "E9131", %NULL where they have none
 */
const char *
pd_compliance_problem_get_error (const PdComplianceProblem *problem)
{
  return pd_compliance_rule (problem->code)->error;
}

/**
 * pd_compliance_problem_get_sentence:
 * @problem: a problem
 *
 * Returns: (transfer full): what is wrong and what to do, translated, for where the field stands beside it
 */
char *
pd_compliance_problem_get_sentence (const PdComplianceProblem *problem)
{
  const char *label = problem->values[2];

  if (problem->special != NULL)
    label = _ (problem->special->label);
  else if (label == NULL && problem->field >= 0)
    label = _ (problem->type->fields[problem->field].label);
  return fill (_ (pd_compliance_rule (problem->code)->sentence),
               (const char *const[]){ problem->values[0], problem->values[1], label, NULL });
}

/**
 * pd_compliance_problem_get_line_sentence:
 * @problem: a problem
 *
 * Returns: (transfer full): the same after the number of its line, for where nothing stands beside it
 */
char *
pd_compliance_problem_get_line_sentence (const PdComplianceProblem *problem)
{
  char *sentence = pd_compliance_problem_get_sentence (problem);
  g_autofree char *alone = problem->row > 0 ? sentence : NULL;

  if (alone == NULL)
    return sentence;
  return problem->of_row ? g_strdup_printf (_ ("Special fields, row %1$u: %2$s"), problem->row, alone)
                         : g_strdup_printf (_ ("Line %1$u: %2$s"), problem->row, alone);
}

/**
 * pd_compliance_problem_get_bureau_sentence:
 * @problem: a problem
 *
 * A bureau speaks Chinese whatever the reader's language is.
 *
 * Returns: (transfer full): the sentence in which a bureau refuses it
 */
char *
pd_compliance_problem_get_bureau_sentence (const PdComplianceProblem *problem)
{
  const char *bureau = pd_compliance_rule (problem->code)->bureau;
  g_autofree char *row = g_strdup_printf ("%u", problem->row);
  g_autofree char *sentence = fill (bureau, (const char *const[]){ problem->values[0], problem->values[1],
                                                                   bureau_word (problem), row });

  if (problem->row == 0 || strstr (bureau, "%4$s") != NULL)
    return g_steal_pointer (&sentence);
  return g_strdup_printf (problem->of_row ? "特定业务信息第%u行：%s" : "第%u行：%s", problem->row, sentence);
}

/**
 * pd_compliance_first_refusal:
 * @problems: (element-type PdComplianceProblem): problems of one record
 *
 * Returns: (transfer none) (nullable): the first for which no invoice is made
 */
const PdComplianceProblem *
pd_compliance_first_refusal (GPtrArray *problems)
{
  for (guint i = 0; i < problems->len; i++)
    {
      const PdComplianceProblem *problem = g_ptr_array_index (problems, i);

      if (problem->severity == PD_COMPLIANCE_REFUSED)
        return problem;
    }
  return NULL;
}
