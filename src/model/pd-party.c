/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-party.h"

#include "model/pd-mail-address.h"
#include "model/pd-party-check.h"
#include "model/pd-problem.h"
#include "model/pd-taxpayer-number.h"

#include <glib/gi18n-lib.h>

/**
 * pd_check_taxpayer_number:
 * @record: a record
 * @field: the field that holds a tax number
 * @problems: (element-type PdProblem): receives what is wrong with it
 *
 * A wrong check digit can be overridden, as training tenants and old numbers need; wrong characters cannot.
 */
void
pd_check_taxpayer_number (const PdRecord *record, guint field, GPtrArray *problems)
{
  const char *number = pd_record_get_text (record, field);
  PdTaxpayerNumberVerdict verdict;

  if (number == NULL)
    return;
  verdict = pd_taxpayer_number_check (number);
  if (verdict == PD_TAXPAYER_NUMBER_VALID)
    return;
  pd_problem_add (problems, record, FALSE, (int) field,
                  pd_taxpayer_number_verdict_may_override (verdict) ? PD_PROBLEM_OVERRIDABLE
                                                                    : PD_PROBLEM_ERROR,
                  "%s", pd_taxpayer_number_verdict_text (verdict));
}

/**
 * pd_check_email:
 * @record: a record
 * @field: the field that holds an e-mail address
 * @problems: (element-type PdProblem): receives what is wrong with it
 *
 * As the bureau will look at it: whoever enters it hears of it, and not whoever issues.
 */
void
pd_check_email (const PdRecord *record, guint field, GPtrArray *problems)
{
  const char *email = pd_record_get_text (record, field);

  if (email != NULL && !pd_mail_address_is_plausible (email))
    pd_problem_add (problems, record, FALSE, (int) field, PD_PROBLEM_ERROR,
                    _ ("“%1$s” is no e-mail address, so nothing could be delivered. Correct it."), email);
}

static void
check_buyer (const PdRecord *buyer, PdRequired level, GPtrArray *problems)
{
  pd_check_taxpayer_number (buyer, PD_BUYER_TAX_NUMBER, problems);
  pd_check_email (buyer, PD_BUYER_EMAIL, problems);
}

static void
check_company (const PdRecord *company, PdRequired level, GPtrArray *problems)
{
  pd_check_taxpayer_number (company, PD_COMPANY_TAX_NUMBER, problems);
}

#define F PD_FIELD_STRUCT
static const PdField buyer_fields[] = { PD_BUYER_FIELDS (F) };
static const PdField good_fields[] = { PD_GOOD_FIELDS (F) };
static const PdField company_fields[] = { PD_COMPANY_FIELDS (F) };
#undef F

const PdRecordType pd_buyer_type = {
  .name = "buyer",
  .table = "buyers",
  .label = N_ ("Buyer"),
  .fields = buyer_fields,
  .n_fields = PD_BUYER_N_FIELDS,
  .title_field = PD_BUYER_NAME,
  .state_field = -1,
  .check = check_buyer,
};

const PdRecordType pd_good_type = {
  .name = "good",
  .table = "goods",
  .label = N_ ("Good"),
  .fields = good_fields,
  .n_fields = PD_GOOD_N_FIELDS,
  .title_field = PD_GOOD_NAME,
  .state_field = -1,
};

const PdRecordType pd_company_type = {
  .name = "company",
  .table = "companies",
  .label = N_ ("Company"),
  .fields = company_fields,
  .n_fields = PD_COMPANY_N_FIELDS,
  .title_field = PD_COMPANY_NAME,
  .state_field = -1,
  .check = check_company,
};
