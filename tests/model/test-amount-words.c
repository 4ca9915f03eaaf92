/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-amount-words.h"

#include "model/pd-money.h"

static void
test_write (void)
{
  static const struct
  {
    gint64 fen;
    const char *words;
  } cases[] = {
    { 0, "零圆整" },
    { 1, "壹分" },
    { 10, "壹角整" },
    { 99, "玖角玖分" },
    { 100, "壹圆整" },
    { 1000, "壹拾圆整" },
    /* 整 follows 圆 and 角, not 分 */
    { 5430, "伍拾肆圆叁角整" },
    { 514842, "伍仟壹佰肆拾捌圆肆角贰分" },
    /* no 零 between 圆 and 分 */
    { 1001, "壹拾圆壹分" },
    { 10005, "壹佰圆伍分" },
    /* a gap is one 零, whatever its length */
    { 10100, "壹佰零壹圆整" },
    { 100100, "壹仟零壹圆整" },
    { 101000, "壹仟零壹拾圆整" },
    { 110100, "壹仟壹佰零壹圆整" },
    { 1000000, "壹万圆整" },
    { 1060000, "壹万零陆佰圆整" },
    { 1000100, "壹万零壹圆整" },
    { 3555969, "叁万伍仟伍佰伍拾玖圆陆角玖分" },
    /* no 零 after 万 or 亿 when the next place is filled */
    { 10500000, "壹拾万伍仟圆整" },
    { 10050000, "壹拾万零伍佰圆整" },
    { 100000000, "壹佰万圆整" },
    { 10000000000, "壹亿圆整" },
    { 10000000100, "壹亿零壹圆整" },
    { 10001000000, "壹亿零壹万圆整" },
    { 11000000000, "壹亿壹仟万圆整" },
    { 100000000000000, "壹万亿圆整" },
    { 100000001000000, "壹万亿零壹万圆整" },
    { PD_MONEY_MAX, "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖圆玖角玖分" },
    { -50000, "（负数）伍佰圆整" },
    { -5, "（负数）伍分" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = pd_amount_words (cases[i].fen);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

static void
test_read (void)
{
  static const struct
  {
    const char *words;
    gint64 fen;
  } cases[] = {
    { "壹拾元零壹分", 1001 },
    { "伍元陆角壹分", 561 },
    { "壹拾壹圆贰角", 1120 },
    { "贰佰叁拾伍元整", 23500 },
    { "贰佰叁拾伍圆正", 23500 },
    { "贰佰叁拾伍圓整", 23500 },
    { "贰佰叁拾伍元", 23500 },
    { "人民币贰佰叁拾伍元整", 23500 },
    { "拾圆整", 1000 },
    { "伍元陆角零分", 560 },
    { "零元零角零分", 0 },
    { "零圆伍角整", 50 },
    { "壹佰元零角伍分", 10005 },
    { "壹拾万零伍仟圆整", 10500000 },
    { "壹拾柒萬零伍佰圓伍角", 17050050 },
    { " 壹 佰 圆 整 ", 10000 },
    { "（负数）伍佰圆整", -50000 },
    { "(负数)伍佰圆整", -50000 },
    { "负伍佰圆整", -50000 },
    { "零圆整", 0 },
  };
  static const char *const refused[] = {
    "",       "整",           "圆整",         "壹",         "壹万",     "壹贰圆",
    "佰圆整", "壹佰贰佰圆整", "壹拾贰佰圆",   "壹圆壹圆",   "伍分陆角", "壹圆拾角",
    "100圆",  "壹佰圆abc",    "壹亿亿圆",     "壹万万圆",   "零",       "负",
    "\xe5",   "壹仟万佰圆",   "壹万仟圆壹佰", "壹佰圆整壹", "壹分角",   "壹零零佰圆",
    "玖玖",   "玖仟亿亿亿圆",
  };
  gint64 fen;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      fen = 42;
      g_test_message ("%s", cases[i].words);
      g_assert_true (pd_amount_words_parse (cases[i].words, &fen));
      g_assert_cmpint (fen, ==, cases[i].fen);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      fen = 42;
      g_test_message ("refused case %" G_GSIZE_FORMAT, i);
      g_assert_false (pd_amount_words_parse (refused[i], &fen));
      g_assert_cmpint (fen, ==, 42);
    }
  g_assert_false (pd_amount_words_parse (NULL, &fen));
}

static void
check_round_trip (gint64 amount)
{
  g_autofree char *words = pd_amount_words (amount);
  gint64 fen = 42;

  if (!pd_amount_words_parse (words, &fen) || fen != amount)
    g_error ("%" G_GINT64_FORMAT " is written %s and read %" G_GINT64_FORMAT, amount, words, fen);
  g_assert_null (strstr (words, "零零"));
}

static void
test_round_trip (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (11);

  for (gint64 amount = 0; amount < 12000; amount++)
    check_round_trip (amount);
  for (guint i = 0; i < 20000; i++)
    {
      gint64 amount = (((gint64) g_rand_int (random) << 28) ^ g_rand_int (random)) % (PD_MONEY_MAX + 1);

      amount >>= g_rand_int_range (random, 0, 50);
      check_round_trip (i % 2 == 0 ? amount : -amount);
    }
  /* many zeros */
  for (guint i = 0; i < 20000; i++)
    {
      gint64 amount = 0, place = 1;

      for (guint digit = 0; digit < 18; digit++, place *= 10)
        amount += g_rand_int_range (random, 0, 4) == 0 ? place * g_rand_int_range (random, 0, 10) : 0;
      check_round_trip (amount);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/amount-words/write", test_write);
  g_test_add_func ("/model/amount-words/read", test_read);
  g_test_add_func ("/model/amount-words/round-trip", test_round_trip);
  return g_test_run ();
}
