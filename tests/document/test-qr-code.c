/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/pd-qr-code.h"

/* The three corners by which a reader finds a code: seven dark modules, a light ring, a dark middle. */
static void
assert_corner (const PdQrCode *code, guint left, guint top)
{
  for (guint y = 0; y < 7; y++)
    for (guint x = 0; x < 7; x++)
      {
        guint ring = MIN (MIN (x, 6 - x), MIN (y, 6 - y));

        g_assert_cmpint (pd_qr_code_is_dark (code, left + x, top + y), ==, ring != 1);
      }
}

static void
test_corners (void)
{
  g_autoptr (PdQrCode) code = pd_qr_code_new ("https://bureau.example.com/login?code=7Q2X0LZT");
  guint size = pd_qr_code_get_size (code);

  g_assert_cmpuint (size, >=, 21);
  g_assert_cmpuint ((size - 17) % 4, ==, 0);
  assert_corner (code, 0, 0);
  assert_corner (code, size - 7, 0);
  assert_corner (code, 0, size - 7);
  g_assert_false (pd_qr_code_is_dark (code, size, 0));
  g_assert_false (pd_qr_code_is_dark (code, G_MAXUINT, 0));
}

static void
test_blocks (void)
{
  g_autoptr (PdQrCode) code = pd_qr_code_new ("1");
  g_autofree char *text = pd_qr_code_to_blocks (code);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint side = pd_qr_code_get_size (code) + 2 * PD_QR_CODE_QUIET;

  g_assert_cmpuint (g_strv_length (lines), ==, (side + 1) / 2 + 1);
  for (guint i = 0; i < (side + 1) / 2; i++)
    g_assert_cmpint (g_utf8_strlen (lines[i], -1), ==, side);
  /* The quiet zone is light, and light is drawn. */
  for (const char *c = lines[0]; *c != '\0'; c = g_utf8_next_char (c))
    g_assert_true (g_str_has_prefix (c, "█"));
}

/* What comes from outside may be anything. */
static void
test_impossible (void)
{
  g_autofree char *huge = g_strnfill (5000, 'x');

  g_assert_null (pd_qr_code_new (""));
  g_assert_null (pd_qr_code_new (huge));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/qr-code/corners", test_corners);
  g_test_add_func ("/qr-code/blocks", test_blocks);
  g_test_add_func ("/qr-code/impossible", test_impossible);
  return g_test_run ();
}
