/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reading/pd-signature.h"

#include <string.h>

#include "ofd-fixture.h"
#include "signed-pdf.h"

#define OWNER "杭州临溪样例科技有限公司"

static GPtrArray *
check (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  GPtrArray *signatures = pd_signatures_check (bytes, NULL, &error);

  g_assert_no_error (error);
  return signatures;
}

/* What @pdf says with one byte changed. */
static PdSignatureVerdict
check_flipped (GByteArray *pdf, gsize at)
{
  g_autoptr (GPtrArray) signatures = NULL;

  pdf->data[at] ^= 0x01;
  signatures = check (pdf->data, pdf->len);
  pdf->data[at] ^= 0x01;
  return pd_signatures_verdict (signatures);
}

/* What @pdf says with something behind it. */
static PdSignatureVerdict
check_longer (GByteArray *pdf)
{
  static const char more[] = "\n%more\n";
  g_autoptr (GPtrArray) signatures = NULL;

  g_byte_array_append (pdf, (const guint8 *) more, sizeof more - 1);
  signatures = check (pdf->data, pdf->len);
  g_byte_array_set_size (pdf, pdf->len - (sizeof more - 1));
  return pd_signatures_verdict (signatures);
}

static void
test_whole (void)
{
  const SignedPdf how = { .owner = OWNER };
  gsize start, end;
  g_autoptr (GByteArray) pdf = signed_pdf_new (&how, &start, &end);
  g_autoptr (GPtrArray) signatures = check (pdf->data, pdf->len);
  const PdSignature *signature;
  g_autofree char *sentence = NULL;

  g_assert_cmpuint (signatures->len, ==, 1);
  signature = signatures->pdata[0];
  /* Nobody vouches for a certificate that the test has made. */
  g_assert_cmpstr (pd_signature_verdict_name (signature->verdict), ==, "unknown_signer");
  g_assert_cmpstr (signature->signer, ==, OWNER);
  g_assert_cmpint (ABS (signature->signed_at - g_get_real_time ()), <, 24 * G_TIME_SPAN_HOUR);
  sentence = pd_signature_sentence (signature);
  g_assert_nonnull (strstr (sentence, OWNER));
}

/* Any byte that the signature covers, and the filling behind it. What it says of itself it cannot cover: there a name in
 * a certificate may be changed whose issuer is not in the file; such a file is never called valid. */
static void
test_flipped (void)
{
  const SignedPdf how = { .owner = OWNER };
  gsize start, end;
  g_autoptr (GByteArray) pdf = signed_pdf_new (&how, &start, &end);
  guint n = 0, n_inside = 0, n_missed = 0;

  /* With one of the first five wrong it is no PDF file at all, for any program. */
  for (gsize i = 5; i < pdf->len; i += i >= start && i < end ? 7 : i < start || i > start + 8193 ? 3 : 97)
    {
      gboolean inside = i >= start && i < end;
      PdSignatureVerdict verdict = check_flipped (pdf, i);

      n++;
      n_inside += inside;
      if (verdict == PD_SIGNATURE_CHANGED || verdict == PD_SIGNATURE_BROKEN)
        continue;
      n_missed++;
      if (!inside || verdict == PD_SIGNATURE_VALID || verdict == PD_SIGNATURE_NONE)
        g_error ("byte %" G_GSIZE_FORMAT " of %u, '%c': %s", i, pdf->len, pdf->data[i],
                 pd_signature_verdict_name (verdict));
    }
  g_test_message ("%u flipped, %u of %u of the signature's own missed", n, n_missed, n_inside);
  g_assert_cmpuint (n, >, 500);
  g_assert_cmpuint (n_missed, <, n_inside / 10);
}

static void
test_appended (void)
{
  const SignedPdf how = { .owner = OWNER };
  static const char more[] = "\n8 0 obj\n<</A 1>>\nendobj\ntrailer\n<</Size 9/Root 1 0 R>>\n%%EOF\n";
  gsize start, end;
  g_autoptr (GByteArray) pdf = signed_pdf_new (&how, &start, &end);
  g_autoptr (GPtrArray) signatures = NULL;
  const PdSignature *signature;
  g_autofree char *size = NULL;

  g_byte_array_append (pdf, (const guint8 *) more, sizeof more - 1);
  signatures = check (pdf->data, pdf->len);
  g_assert_cmpuint (signatures->len, ==, 1);
  signature = signatures->pdata[0];
  g_assert_cmpstr (pd_signature_verdict_name (signature->verdict), ==, "changed");
  size = g_strdup_printf ("%u bytes", (guint) sizeof more - 1);
  g_assert_nonnull (strstr (signature->what, size));
}

/* What was added says of itself that it signs all of the file: nobody has checked that. */
static void
test_pretended (void)
{
  const SignedPdf how = { .owner = OWNER };
  gsize start, end, size;
  g_autoptr (GByteArray) pdf = signed_pdf_new (&how, &start, &end);
  g_autofree char *container = g_strndup ((const char *) pdf->data + start, 8194);
  g_autoptr (GString) more = g_string_new ("\n8 0 obj\n<</Type/Sig/ByteRange [0 ");
  g_autoptr (GPtrArray) signatures = NULL;

  /* Ten digits for each place, so that they are known before they are written. */
  start = pdf->len + more->len + 32 + strlen ("]/Contents");
  size = start + 8194 + strlen (">>\nendobj\n");
  g_string_append_printf (more, "%010" G_GSIZE_FORMAT " %010" G_GSIZE_FORMAT " %010" G_GSIZE_FORMAT, start,
                          start + 8194, size - start - 8194);
  g_string_append_printf (more, "]/Contents%s>>\nendobj\n", container);
  g_byte_array_append (pdf, (const guint8 *) more->str, (guint) more->len);
  g_assert_cmpuint (pdf->len, ==, size);
  signatures = check (pdf->data, pdf->len);
  g_assert_cmpint (pd_signatures_verdict (signatures), ==, PD_SIGNATURE_BROKEN);
}

/* The bare signature of RSA, which Poppler does not check: valid as it is, told apart when a byte is changed, and nothing
 * where no certificate is. */
static void
test_bare (void)
{
  static const SignedPdf how[] = {
    { .owner = OWNER, .bare = 1 },
    { .owner = OWNER, .bare = 256 },
    { .owner = OWNER, .bare = 256, .packed = TRUE },
    { .owner = OWNER, .bare = 512 },
    { .owner = OWNER, .bare = 1, .expired = TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (how); i++)
    {
      gsize start, end;
      g_autoptr (GByteArray) pdf = signed_pdf_new (&how[i], &start, &end);
      g_autoptr (GPtrArray) whole = check (pdf->data, pdf->len);
      g_autoptr (GPtrArray) without = NULL;
      guint8 *word = memmem (pdf->data, pdf->len, "(Invoice)", 9);
      guint8 *entry;

      g_test_message ("%" G_GSIZE_FORMAT, i);
      g_assert_cmpuint (whole->len, ==, 1);
      g_assert_cmpint (pd_signatures_verdict (whole), ==,
                       how[i].expired ? PD_SIGNATURE_EXPIRED : PD_SIGNATURE_UNKNOWN_SIGNER);
      g_assert_cmpstr (((const PdSignature *) whole->pdata[0])->signer, ==, OWNER);
      g_assert_cmpint (check_flipped (pdf, (gsize) (word + 1 - pdf->data)), ==, PD_SIGNATURE_CHANGED);
      g_assert_cmpint (check_longer (pdf), ==, PD_SIGNATURE_CHANGED);
      entry = memmem (pdf->data, pdf->len, "/Cert[", 6);
      entry[1] = 'X';
      without = check (pdf->data, pdf->len);
      g_assert_cmpint (pd_signatures_verdict (without), >=, PD_SIGNATURE_CHANGED);
    }
}

/* PKCS #7 with Chinese numbers: as it is, expired, one byte of the file changed, more behind it. */
static void
test_sm2 (void)
{
  static const SignedPdf how[] = {
    { .owner = OWNER, .sm2 = SIGNED_PDF_SM2 },
    { .owner = OWNER, .sm2 = SIGNED_PDF_SM2_PLAIN },
    { .owner = OWNER, .sm2 = SIGNED_PDF_SM2, .expired = TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (how); i++)
    {
      gsize start, end;
      g_autoptr (GByteArray) pdf = signed_pdf_new (&how[i], &start, &end);
      g_autoptr (GPtrArray) whole = check (pdf->data, pdf->len);
      guint8 *word = memmem (pdf->data, pdf->len, "(Invoice)", 9);

      g_assert_cmpint (pd_signatures_verdict (whole), ==,
                       how[i].expired ? PD_SIGNATURE_EXPIRED : PD_SIGNATURE_UNKNOWN_SIGNER);
      g_assert_cmpstr (((const PdSignature *) whole->pdata[0])->signer, ==, OWNER);
      g_assert_cmpint (check_flipped (pdf, (gsize) (word + 1 - pdf->data)), ==, PD_SIGNATURE_CHANGED);
      g_assert_cmpint (check_longer (pdf), ==, PD_SIGNATURE_CHANGED);
    }
}

/* No byte of the file is left that could be changed unseen, nor of what the signature has of itself but for the name in
 * a certificate that is not covered, and for whether a digit is a capital. */
static void
test_own_flipped (void)
{
  static const SignedPdf how[] = {
    { .owner = OWNER, .bare = 256 },
    { .owner = OWNER, .sm2 = SIGNED_PDF_SM2 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (how); i++)
    {
      gsize start, end;
      g_autoptr (GByteArray) pdf = signed_pdf_new (&how[i], &start, &end);

      for (gsize at = 5; at < pdf->len; at += at >= start && at < end ? 5 : 37)
        {
          PdSignatureVerdict verdict = check_flipped (pdf, at);

          if (verdict != PD_SIGNATURE_CHANGED && verdict != PD_SIGNATURE_BROKEN &&
              (how[i].bare != 0 || at < start || at >= end || verdict < PD_SIGNATURE_UNKNOWN_SIGNER))
            g_error ("byte %" G_GSIZE_FORMAT " of %u: %s", at, pdf->len, pd_signature_verdict_name (verdict));
        }
    }
}

/* Of every kind: what is signed rightly, but is not all of the file; and what was not signed by whom it says, or with
 * a digest that anybody can make another file of. */
static void
test_not_covered (void)
{
  static const SignedPdf kinds[] = {
    { .owner = OWNER },
    { .owner = OWNER, .bare = 1 },
    { .owner = OWNER, .sm2 = SIGNED_PDF_SM2 },
    { .owner = OWNER, .sm2 = SIGNED_PDF_SM2_PLAIN },
  };
  static const SignedPdf others[] = {
    { .owner = OWNER, .bare = 256, .other = TRUE },
    { .owner = OWNER, .bare = 5 },
    { .owner = OWNER, .sm2 = SIGNED_PDF_SM2_OTHER_CONTENT },
  };
  gsize start, end;

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      SignedPdf wider = kinds[i], shorter = kinds[i];

      wider.wider = 2;
      shorter.shorter = 2;

      g_autoptr (GByteArray) wide = signed_pdf_new (&wider, &start, &end);
      g_autoptr (GPtrArray) of_wide = check (wide->data, wide->len);
      g_autoptr (GByteArray) brief = signed_pdf_new (&shorter, &start, &end);
      g_autoptr (GPtrArray) of_brief = check (brief->data, brief->len);

      g_assert_cmpint (pd_signatures_verdict (of_wide), ==, PD_SIGNATURE_BROKEN);
      g_assert_cmpint (pd_signatures_verdict (of_brief), ==, PD_SIGNATURE_CHANGED);
      g_assert_nonnull (strstr (((const PdSignature *) of_brief->pdata[0])->what, "2 bytes"));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (GByteArray) pdf = signed_pdf_new (&others[i], &start, &end);
      g_autoptr (GPtrArray) signatures = check (pdf->data, pdf->len);

      g_assert_cmpint (pd_signatures_verdict (signatures), ==, PD_SIGNATURE_BROKEN);
    }
}

/* Ranges that lie: over each other, behind the end, too large for a number, none; and a second one beside the true one. */
static void
test_ranges (void)
{
  static const char *const ranges[] = {
    "[0 9999999999 0000000001 0000000010]",   "[0 0000000100 0000000050 9999999999]",
    "[0 18446744073709551615 1844674407370]", "[-1 000000100 0000000200 00000100]",
    "[1 0000000100 0000000200 0000000010]",   "[0 0000000100 0000000100 0000000010]",
    "[0 0000000000 0000000000 0000000000]",   "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
  };
  static const SignedPdf kinds[] = { { .owner = OWNER, .bare = 1 },
                                     { .owner = OWNER, .sm2 = SIGNED_PDF_SM2 } };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      gsize start, end;
      g_autoptr (GByteArray) pdf = signed_pdf_new (&kinds[i], &start, &end);
      guint8 *range = (guint8 *) memmem (pdf->data, pdf->len, "/ByteRange [", 12) + 11;
      g_autoptr (GPtrArray) pretended = NULL;
      g_autofree char *copy = NULL;
      char kept[40];

      memcpy (kept, range, 36);
      for (gsize j = 0; j < G_N_ELEMENTS (ranges); j++)
        {
          g_autoptr (GPtrArray) signatures = NULL;

          memcpy (range, ranges[j], MIN (strlen (ranges[j]), 36));
          signatures = check (pdf->data, pdf->len);
          g_assert_cmpint (pd_signatures_verdict (signatures), >=, PD_SIGNATURE_CHANGED);
          memcpy (range, kept, 36);
        }
      copy = g_strdup_printf ("\n9 0 obj\n<</Type/Sig/ByteRange %.36s/Contents<00>>>\nendobj\n", kept);
      g_byte_array_append (pdf, (const guint8 *) copy, (guint) strlen (copy));
      pretended = check (pdf->data, pdf->len);
      g_assert_cmpint (pd_signatures_verdict (pretended), >=, PD_SIGNATURE_CHANGED);
    }
}

#define FIRST "交款单位"

/* Fiscal receipts are signed by who was paid and by the office of finance: each signature is checked, of whatever kind
 * the other is, and that the last one covers all. */
static void
test_twice (void)
{
  static const SignedPdf kinds[] = {
    { .owner = FIRST },
    { .owner = FIRST, .bare = 1 },
    { .owner = FIRST, .sm2 = SIGNED_PDF_SM2 },
    { .owner = FIRST, .sm2 = SIGNED_PDF_SM2_PLAIN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds) * G_N_ELEMENTS (kinds); i++)
    {
      SignedPdf second = kinds[i / G_N_ELEMENTS (kinds)];
      gsize start, end;
      g_autoptr (GByteArray) pdf = signed_pdf_new (&kinds[i % G_N_ELEMENTS (kinds)], &start, &end);
      g_autoptr (GPtrArray) whole = NULL;
      guint8 *word = NULL;
      gboolean has_first = FALSE, has_second = FALSE;

      second.owner = OWNER;
      signed_pdf_add (pdf, &second);
      whole = check (pdf->data, pdf->len);
      g_assert_cmpuint (whole->len, ==, 2);
      for (guint j = 0; j < 2; j++)
        {
          const PdSignature *signature = whole->pdata[j];

          g_assert_cmpint (signature->verdict, ==, PD_SIGNATURE_UNKNOWN_SIGNER);
          g_assert_nonnull (strstr (signature->what, "between its signatures"));
          has_first |= g_str_equal (signature->signer, FIRST);
          has_second |= g_str_equal (signature->signer, OWNER);
        }
      g_assert_true (has_first && has_second);
      word = memmem (pdf->data, pdf->len, "(Invoice)", 9);
      g_assert_cmpint (check_flipped (pdf, (gsize) (word + 1 - pdf->data)), >=, PD_SIGNATURE_CHANGED);
      /* What only the second one covers. */
      word = memmem (pdf->data + end, pdf->len - end, "(Signature2)", 12);
      g_assert_cmpint (check_flipped (pdf, (gsize) (word + 1 - pdf->data)), >=, PD_SIGNATURE_CHANGED);
      g_assert_cmpint (check_longer (pdf), ==, PD_SIGNATURE_CHANGED);
    }
}

/* A place for a signature is none. */
static void
test_unsigned_field (void)
{
  static const char pdf[] =
      "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/SigFlags 3>>>>\nendobj\n"
      "2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n"
      "3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 397]/Annots[4 0 R]>>\nendobj\n"
      "4 0 obj\n<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature1)/F 132/Rect[0 0 0 0]/P 3 0 R>>\nendobj\n"
      "trailer\n<</Size 5/Root 1 0 R>>\n%%EOF\n";
  g_autoptr (GPtrArray) signatures = check ((const guint8 *) pdf, sizeof pdf - 1);

  g_assert_cmpuint (signatures->len, ==, 0);
}

static void
test_expired (void)
{
  const SignedPdf how = { .owner = OWNER, .expired = TRUE };
  gsize start, end;
  g_autoptr (GByteArray) pdf = signed_pdf_new (&how, &start, &end);
  g_autoptr (GPtrArray) signatures = check (pdf->data, pdf->len);
  PdSignatureVerdict verdict = pd_signatures_verdict (signatures);

  /* Which of the two Poppler tells first of a certificate that is both. */
  g_assert_true (verdict == PD_SIGNATURE_EXPIRED || verdict == PD_SIGNATURE_UNKNOWN_SIGNER);
}

static void
test_none (void)
{
  g_autoptr (GPtrArray) xml = check ((const guint8 *) "<a/>", 4);
  g_autoptr (GPtrArray) damaged = check ((const guint8 *) "%PDF-1.4 nothing", 16);
  static const char lost[] = "%PDF-1.4\n/ByteRange [0 1 2 3]\n";
  g_autoptr (GPtrArray) unreadable = check ((const guint8 *) lost, sizeof lost - 1);

  g_assert_cmpint (pd_signatures_verdict (xml), ==, PD_SIGNATURE_NONE);
  g_assert_cmpint (pd_signatures_verdict (damaged), ==, PD_SIGNATURE_NONE);
  g_assert_cmpint (pd_signatures_verdict (unreadable), ==, PD_SIGNATURE_BROKEN);
}

/* The words are of one place, whatever the format. */
static void
test_missing (void)
{
  g_autoptr (GBytes) ofd = ofd_fixture_bytes (
      &(OfdFixture){ .body = "<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>" });
  gsize size;
  const guint8 *data = g_bytes_get_data (ofd, &size);
  g_autoptr (GPtrArray) signatures = check (data, size);
  const PdSignature *signature;
  g_autofree char *sentence = NULL;

  g_assert_cmpuint (signatures->len, ==, 1);
  signature = signatures->pdata[0];
  g_assert_cmpint (signature->verdict, ==, PD_SIGNATURE_CHANGED);
  sentence = pd_signature_sentence (signature);
  g_assert_cmpstr (sentence, ==,
                   "The file was changed after it was signed. Do not rely on it; ask for it again. "
                   "It mentions a signature that is not in it.");
}

/* Real ones: certificates have ended since or nobody vouches for them, bytes have not changed. */
static void
test_samples (void)
{
  static const struct
  {
    const char *file;
    const char *verdict;
    const char *signer;
  } samples[] = {
    { "pdf/legacy-ordinary-signed-2021.pdf", "expired", "安徽好马科技有限公司" },
    { "pdf/special-13pct-2024.pdf", "none", NULL },
    { "ofd/special-6pct-2024.ofd", "none", NULL },
    { "ofd/legacy-signed-v4.ofd", "unknown_signer", "全国统一发票监制章国家税务总局重庆市税务局" },
    { "ofd/legacy-zero-rate-signed.ofd", "expired", "国家税务总局江苏省税务局" },
    { "ofd/legacy-100-lines-signed.ofd", "unknown_signer", "全国统一发票监制章国家税务总局重庆市税务局" },
  };
  const char *folder = g_getenv ("PIAODAN_SAMPLES");

  if (folder == NULL || !g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("no samples here");
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autofree char *path = g_build_filename (folder, samples[i].file, NULL);
      g_autofree char *content = NULL;
      g_autoptr (GPtrArray) signatures = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &content, &length, NULL));
      signatures = check ((const guint8 *) content, length);
      g_test_message ("%s", samples[i].file);
      g_assert_cmpstr (pd_signature_verdict_name (pd_signatures_verdict (signatures)), ==,
                       samples[i].verdict);
      if (samples[i].signer != NULL)
        g_assert_cmpstr (((PdSignature *) signatures->pdata[0])->signer, ==, samples[i].signer);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_fatal_mask ("Poppler", G_LOG_LEVEL_ERROR);
  g_test_add_func ("/signature/whole", test_whole);
  g_test_add_func ("/signature/flipped", test_flipped);
  g_test_add_func ("/signature/appended", test_appended);
  g_test_add_func ("/signature/pretended", test_pretended);
  g_test_add_func ("/signature/unsigned-field", test_unsigned_field);
  g_test_add_func ("/signature/bare", test_bare);
  g_test_add_func ("/signature/twice", test_twice);
  g_test_add_func ("/signature/sm2", test_sm2);
  g_test_add_func ("/signature/own-flipped", test_own_flipped);
  g_test_add_func ("/signature/not-covered", test_not_covered);
  g_test_add_func ("/signature/ranges", test_ranges);
  g_test_add_func ("/signature/expired", test_expired);
  g_test_add_func ("/signature/none", test_none);
  g_test_add_func ("/signature/missing", test_missing);
  g_test_add_func ("/signature/samples", test_samples);
  return g_test_run ();
}
