/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-taxpayer-number.h"

/* Numbers are made up, with their check characters computed by the published rules. */
static void
test_normalize (void)
{
  static const struct
  {
    const char *text;
    const char *number;
  } cases[] = {
    { " 91310000ma1fl00001 ", "91310000MA1FL00001" },
    { "9131 0000 MA1F L000 01", "91310000MA1FL00001" },
    { "９１３１００００ＭＡ１ＦＬ００００１", "91310000MA1FL00001" },
    { "91310000　MA1FL00001", "91310000MA1FL00001" },
    { NULL, "" },
    { "", "" },
    { "税号:91", "税号:91" },
    { "91\xff", "91\xef\xbf\xbd" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *number = pd_taxpayer_number_normalize (cases[i].text);

      g_assert_cmpstr (number, ==, cases[i].number);
    }
}

static void
test_check (void)
{
  static const struct
  {
    const char *number;
    PdTaxpayerNumberKind kind;
    PdTaxpayerNumberVerdict verdict;
    gboolean personal;
  } cases[] = {
    /* length and characters */
    { NULL, PD_TAXPAYER_NUMBER_OTHER, PD_TAXPAYER_NUMBER_LENGTH },
    { "", PD_TAXPAYER_NUMBER_OTHER, PD_TAXPAYER_NUMBER_LENGTH },
    { "12345678901234", PD_TAXPAYER_NUMBER_OTHER, PD_TAXPAYER_NUMBER_LENGTH },
    { "123456789012345678901", PD_TAXPAYER_NUMBER_OTHER, PD_TAXPAYER_NUMBER_LENGTH },
    { "91310000-MA1FL00001", PD_TAXPAYER_NUMBER_OTHER, PD_TAXPAYER_NUMBER_CHARACTER },
    { "91310000ma1fl00001", PD_TAXPAYER_NUMBER_USCC, PD_TAXPAYER_NUMBER_CHARACTER },
    { "税号", PD_TAXPAYER_NUMBER_OTHER, PD_TAXPAYER_NUMBER_CHARACTER },
    { "L123456789012345", PD_TAXPAYER_NUMBER_OTHER, PD_TAXPAYER_NUMBER_VALID },
    { "1234567890123456789", PD_TAXPAYER_NUMBER_OTHER, PD_TAXPAYER_NUMBER_VALID },
    { "L1234567890123456789", PD_TAXPAYER_NUMBER_OTHER, PD_TAXPAYER_NUMBER_VALID },
    /* unified social credit codes: "11111111-?" of an organisation code, digits only, a letter never used */
    { "91000000111111118T", PD_TAXPAYER_NUMBER_USCC, PD_TAXPAYER_NUMBER_CHECK_DIGIT },
    { "9131000OMA1FL00001", PD_TAXPAYER_NUMBER_USCC, PD_TAXPAYER_NUMBER_LETTER },
    { "9150010807MGZHI002", PD_TAXPAYER_NUMBER_USCC, PD_TAXPAYER_NUMBER_LETTER },
    /* identity cards */
    { "11010519491231002X", PD_TAXPAYER_NUMBER_ID_CARD, PD_TAXPAYER_NUMBER_VALID, TRUE },
    { "110105194912310021", PD_TAXPAYER_NUMBER_ID_CARD, PD_TAXPAYER_NUMBER_CHECK_DIGIT, TRUE },
    { "11010519491231002X00", PD_TAXPAYER_NUMBER_ID_CARD_SERIAL_20, PD_TAXPAYER_NUMBER_VALID, TRUE },
    { "11010519491231002101", PD_TAXPAYER_NUMBER_ID_CARD_SERIAL_20, PD_TAXPAYER_NUMBER_CHECK_DIGIT, TRUE },
    { "110105491231002", PD_TAXPAYER_NUMBER_ID_CARD_15, PD_TAXPAYER_NUMBER_VALID, TRUE },
    { "11010549123100201", PD_TAXPAYER_NUMBER_ID_CARD_SERIAL_17, PD_TAXPAYER_NUMBER_VALID, TRUE },
    { "11010549133100201", PD_TAXPAYER_NUMBER_OTHER, PD_TAXPAYER_NUMBER_VALID },
    /* right by both standards: 9 at the start means a company */
    { "910000195001010057", PD_TAXPAYER_NUMBER_USCC, PD_TAXPAYER_NUMBER_ORGANIZATION_CODE },
    { "110000195001010808", PD_TAXPAYER_NUMBER_ID_CARD, PD_TAXPAYER_NUMBER_VALID, TRUE },
    /* a division and an organisation code: 00000000-0 and the example of GB 11714, D2143569-X */
    { "310000000000000", PD_TAXPAYER_NUMBER_ORGANIZATION_15, PD_TAXPAYER_NUMBER_VALID },
    { "310000D2143569X", PD_TAXPAYER_NUMBER_ORGANIZATION_15, PD_TAXPAYER_NUMBER_VALID },
    { "310000D21435691", PD_TAXPAYER_NUMBER_ORGANIZATION_15, PD_TAXPAYER_NUMBER_ORGANIZATION_CODE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %" G_GSIZE_FORMAT, i);
      g_assert_cmpint (pd_taxpayer_number_kind (cases[i].number), ==, cases[i].kind);
      g_assert_cmpint (pd_taxpayer_number_check (cases[i].number), ==, cases[i].verdict);
      g_assert_cmpint (pd_taxpayer_number_is_personal (cases[i].number), ==, cases[i].personal);
    }
}

/* Makes a code of a division and eight characters right in both check characters, then spoils each in turn. */
static void
test_credit_code (void)
{
  static const char *const organizations[] = { "MA1FL0006", "D2143569X", "000000000",
                                               "MA2020200", "12345678X", "00000001X" };
  guint n_right = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (organizations); i++)
    {
      g_autofree char *start = g_strdup_printf ("91310000%s", organizations[i]);
      g_autofree char *number = g_strdup_printf ("%s%c", start, pd_taxpayer_number_check_digit (start));
      PdTaxpayerNumberVerdict verdict = pd_taxpayer_number_check (number);

      g_assert_cmpuint (strlen (number), ==, 18);
      g_assert_true (verdict == PD_TAXPAYER_NUMBER_VALID || verdict == PD_TAXPAYER_NUMBER_ORGANIZATION_CODE);
      n_right += verdict == PD_TAXPAYER_NUMBER_VALID;

      for (gsize at = 0; at < 18; at++)
        {
          char kept = number[at];

          number[at] = kept == '8' ? '3' : '8';
          g_assert_cmpint (pd_taxpayer_number_check (number), ==, PD_TAXPAYER_NUMBER_CHECK_DIGIT);
          number[at] = kept;
        }
    }
  /* D2143569-X and 00000000-0 are right organisation codes */
  g_assert_cmpuint (n_right, >=, 2);
}

/* Every remainder that the check character of an organisation code can have. */
static void
test_organization_code (void)
{
  static const char values[] = "0123456789A";
  static const char checks[] = "097531X8642";

  for (gsize i = 0; i < strlen (values); i++)
    for (gsize j = 0; j < strlen (checks); j++)
      {
        g_autofree char *number = g_strdup_printf ("3100000000000%c%c", values[i], checks[j]);

        g_assert_cmpint (pd_taxpayer_number_check (number), ==,
                         i == j ? PD_TAXPAYER_NUMBER_VALID : PD_TAXPAYER_NUMBER_ORGANIZATION_CODE);
      }
}

static void
test_check_digit (void)
{
  g_assert_cmpint (pd_taxpayer_number_check_digit ("00000000000000000"), ==, '0');
  g_assert_cmpint (pd_taxpayer_number_check_digit ("10000000000000000"), ==, 'Y');
  g_assert_cmpint (pd_taxpayer_number_check_digit ("01000000000000000"), ==, 'W');
  g_assert_cmpint (pd_taxpayer_number_check_digit (""), ==, '\0');
  g_assert_cmpint (pd_taxpayer_number_check_digit ("9131000"), ==, '\0');
  g_assert_cmpint (pd_taxpayer_number_check_digit ("9131000OMA1FL0000"), ==, '\0');
}

static void
test_sentences (void)
{
  g_assert_null (pd_taxpayer_number_verdict_text (PD_TAXPAYER_NUMBER_VALID));
  for (int verdict = PD_TAXPAYER_NUMBER_LENGTH; verdict <= PD_TAXPAYER_NUMBER_ORGANIZATION_CODE; verdict++)
    g_assert_nonnull (pd_taxpayer_number_verdict_text ((PdTaxpayerNumberVerdict) verdict));

  g_assert_false (pd_taxpayer_number_verdict_may_override (PD_TAXPAYER_NUMBER_LENGTH));
  g_assert_false (pd_taxpayer_number_verdict_may_override (PD_TAXPAYER_NUMBER_CHARACTER));
  g_assert_true (pd_taxpayer_number_verdict_may_override (PD_TAXPAYER_NUMBER_LETTER));
  g_assert_true (pd_taxpayer_number_verdict_may_override (PD_TAXPAYER_NUMBER_CHECK_DIGIT));
  g_assert_true (pd_taxpayer_number_verdict_may_override (PD_TAXPAYER_NUMBER_ORGANIZATION_CODE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/taxpayer-number/normalize", test_normalize);
  g_test_add_func ("/model/taxpayer-number/check", test_check);
  g_test_add_func ("/model/taxpayer-number/credit-code", test_credit_code);
  g_test_add_func ("/model/taxpayer-number/organization-code", test_organization_code);
  g_test_add_func ("/model/taxpayer-number/check-digit", test_check_digit);
  g_test_add_func ("/model/taxpayer-number/sentences", test_sentences);
  return g_test_run ();
}
