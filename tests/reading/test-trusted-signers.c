/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reading/pd-trusted-signers.h"

#include <glib/gstdio.h>
#include <string.h>

#include "ofd/pd-ofd-certificate.h"
#include "reading/pd-reader.h"
#include "reading/pd-signature.h"
#include "signed-fixture.h"
#include "signed-pdf.h"

#define LONG_AGO (-9 * SIGNED_YEAR)
#define LONG_YET (50 * SIGNED_YEAR)

static const char *program;

/** Trust: two folders of certificates that are this test's alone. */
typedef struct
{
  char *top, *own, *office;
} Trust;

static void
set_up (Trust *trust, gconstpointer data)
{
  g_autofree char *listed = NULL;

  trust->top = g_dir_make_tmp ("trusted-XXXXXX", NULL);
  trust->own = g_build_filename (trust->top, "own", NULL);
  trust->office = g_build_filename (trust->top, "office", NULL);
  g_assert_cmpint (g_mkdir (trust->office, 0700), ==, 0);
  listed = g_strconcat (trust->own, ":", trust->office, NULL);
  g_setenv (PD_TRUSTED_SIGNERS_VARIABLE, listed, TRUE);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_assert_cmpint (g_remove (file), ==, 0);
    }
  (void) g_rmdir (path);
}

static void
tear_down (Trust *trust, gconstpointer data)
{
  remove_folder (trust->own);
  remove_folder (trust->office);
  remove_folder (trust->top);
  g_free (trust->own);
  g_free (trust->office);
  g_free (trust->top);
}

static void
write_file (const char *folder, const char *name, const void *data, gsize size)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, data, (gssize) size, &error);
  g_assert_no_error (error);
}

static GPtrArray *
check (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *signatures = pd_signatures_check (bytes, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (signatures->len, ==, 1);
  return signatures;
}

static void
assert_verdict (GBytes *bytes, const char *verdict)
{
  g_autoptr (GPtrArray) signatures = check (bytes);

  g_assert_cmpstr (pd_signature_verdict_name (pd_signatures_verdict (signatures)), ==, verdict);
}

/* The certificate that @bytes is signed with. */
static GBytes *
signer_of (GBytes *bytes)
{
  g_autoptr (GPtrArray) signatures = check (bytes);
  const PdSignature *signature = signatures->pdata[0];

  g_assert_nonnull (signature->certificate);
  return g_bytes_ref (signature->certificate);
}

/* Trusted, every file of the signer is valid, in the reader's process as well; trusted no longer, none is. */
static void
trust_and_distrust (GBytes *bytes, GBytes *other)
{
  g_autoptr (GBytes) certificate = signer_of (bytes);
  g_autofree char *fingerprint = pd_signer_fingerprint (certificate);
  g_autoptr (GError) error = NULL;
  g_autoptr (PdTrustedSigner) signer = NULL;
  g_autoptr (PdReader) reader = NULL;
  g_autoptr (GPtrArray) signatures = NULL;

  assert_verdict (bytes, "unknown_signer");
  signer = pd_trusted_signers_add (certificate, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (signer->fingerprint, ==, fingerprint);
  assert_verdict (bytes, "valid");
  assert_verdict (other, "unknown_signer");
  reader = pd_reader_new (program);
  signatures = pd_reader_check_signatures (reader, bytes, "x", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (pd_signatures_verdict (signatures), ==, PD_SIGNATURE_VALID);
  g_assert_true (g_bytes_equal (((PdSignature *) signatures->pdata[0])->certificate, certificate));
  g_assert_true (pd_trusted_signers_remove (fingerprint, &error));
  g_assert_no_error (error);
  assert_verdict (bytes, "unknown_signer");
}

static GBytes *
signed_ofd (Signer *signer)
{
  g_autoptr (ZipFixture) zip = signed_fixture_zip (signer, signer, SIGNED_38540);

  return zip_fixture_to_bytes (zip);
}

static void
test_ofd (Trust *trust, gconstpointer data)
{
  g_autoptr (Signer) signer = signer_new ("国家税务总局", NULL, LONG_AGO, LONG_YET);
  g_autoptr (Signer) namesake = signer_new ("国家税务总局", NULL, LONG_AGO, LONG_YET);
  g_autoptr (GBytes) bytes = signed_ofd (signer);
  g_autoptr (GBytes) other = signed_ofd (namesake);

  trust_and_distrust (bytes, other);
}

static GBytes *
signed_pdf (guint bare, SignedPdfSm2 sm2)
{
  const SignedPdf how = { .owner = "杭州临溪样例科技有限公司", .bare = bare, .sm2 = sm2 };
  gsize start, end;

  return g_byte_array_free_to_bytes (signed_pdf_new (&how, &start, &end));
}

static void
test_pdf (Trust *trust, gconstpointer data)
{
  static const struct
  {
    guint bare;
    SignedPdfSm2 sm2;
  } kinds[] = { { 0, SIGNED_PDF_NO_SM2 }, { 256, SIGNED_PDF_NO_SM2 }, { 0, SIGNED_PDF_SM2 } };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GBytes) bytes = signed_pdf (kinds[i].bare, kinds[i].sm2);
      g_autoptr (GBytes) other = signed_pdf (kinds[i].bare, kinds[i].sm2);

      trust_and_distrust (bytes, other);
    }
}

/* What somebody else put behind what a trusted signer has signed is not the trusted one's: neither bytes without a
 * signature nor all that the other one signs, under the same name. */
static void
test_continued (Trust *trust, gconstpointer data)
{
  static const SignedPdf kinds[] = { { .owner = "国家税务总局" },
                                     { .owner = "国家税务总局", .bare = 256 },
                                     { .owner = "国家税务总局", .sm2 = SIGNED_PDF_SM2 } };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds) * G_N_ELEMENTS (kinds); i++)
    {
      const SignedPdf *second = &kinds[i / G_N_ELEMENTS (kinds)];
      gsize start, end;
      g_autoptr (GByteArray) pdf = signed_pdf_new (&kinds[i % G_N_ELEMENTS (kinds)], &start, &end);
      g_autoptr (GBytes) first = g_bytes_new (pdf->data, pdf->len);
      g_autoptr (GBytes) certificate = signer_of (first);
      g_autoptr (PdTrustedSigner) signer = pd_trusted_signers_add (certificate, NULL);
      g_autoptr (GPtrArray) signatures = NULL;
      g_autoptr (GBytes) longer = NULL;
      g_autoptr (GBytes) twice = NULL;

      g_assert_nonnull (signer);
      assert_verdict (first, "valid");
      g_byte_array_append (pdf, (const guint8 *) "\n%more\n", 7);
      longer = g_bytes_new (pdf->data, pdf->len);
      assert_verdict (longer, "changed");
      g_byte_array_set_size (pdf, pdf->len - 7);
      signed_pdf_add (pdf, second);
      twice = g_bytes_new (pdf->data, pdf->len);
      signatures = pd_signatures_check (twice, NULL, NULL);
      g_assert_cmpuint (signatures->len, ==, 2);
      for (guint j = 0; j < 2; j++)
        g_assert_cmpint (((PdSignature *) signatures->pdata[j])->verdict, !=, PD_SIGNATURE_VALID);
      g_assert_cmpint (pd_signatures_verdict (signatures), >=, PD_SIGNATURE_UNKNOWN_SIGNER);
    }
}

/* Who trusts an authority trusts whom it issued a certificate to. */
static void
test_authority (Trust *trust, gconstpointer data)
{
  g_autoptr (Signer) authority = signer_new ("税务电子证书", NULL, LONG_AGO, LONG_YET);
  g_autoptr (Signer) signer = signer_new ("国家税务总局", authority, LONG_AGO, LONG_YET);
  g_autoptr (Signer) ended = signer_new ("国家税务总局", authority, LONG_AGO, SIGNED_YEAR);
  g_autoptr (GBytes) certificate = signer_certificate (authority);
  g_autoptr (GBytes) bytes = signed_ofd (signer);
  g_autoptr (GBytes) old = signed_ofd (ended);

  write_file (trust->office, "authority.cer", g_bytes_get_data (certificate, NULL),
              g_bytes_get_size (certificate));
  assert_verdict (bytes, "valid");
  assert_verdict (old, "expired");
}

/* A part of the file that the signature says nothing of. */
static void
test_partial (Trust *trust, gconstpointer data)
{
  g_autoptr (Signer) signer = signer_new ("国家税务总局", NULL, LONG_AGO, LONG_YET);
  g_autoptr (ZipFixture) zip = signed_fixture_zip (signer, signer, SIGNED_38540);
  g_autoptr (GBytes) certificate = signer_certificate (signer);
  g_autoptr (PdTrustedSigner) added = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GPtrArray) signatures = NULL;
  g_autofree char *sentence = NULL;

  zip_fixture_add (zip, "Doc_0/Attachs/more.xml", "<a/>");
  bytes = zip_fixture_to_bytes (zip);
  assert_verdict (bytes, "unknown_signer");
  added = pd_trusted_signers_add (certificate, NULL);
  g_assert_nonnull (added);
  assert_verdict (bytes, "partial");
  signatures = check (bytes);
  sentence = pd_signature_sentence (signatures->pdata[0]);
  g_assert_cmpstr (sentence, ==,
                   "Signed by 国家税务总局. What was signed of the file was not changed. "
                   "The signature does not cover 1 part of the file.");
}

static char *
as_pem (GBytes *certificate)
{
  g_autofree char *text =
      g_base64_encode (g_bytes_get_data (certificate, NULL), g_bytes_get_size (certificate));

  return g_strconcat ("Bureau\n-----BEGIN CERTIFICATE-----\n", text, "\n-----END CERTIFICATE-----\n", NULL);
}

/* What an administrator may put into the folder, and what is none. */
static void
test_folders (Trust *trust, gconstpointer data)
{
  g_autoptr (Signer) first = signer_new ("甲", NULL, LONG_AGO, LONG_YET);
  g_autoptr (Signer) second = signer_new ("乙", NULL, LONG_AGO, LONG_YET);
  g_autoptr (GBytes) der = signer_certificate (first);
  g_autoptr (GBytes) other = signer_certificate (second);
  g_autofree char *pem = as_pem (other);
  g_autofree char *large = g_strnfill (70000, '\n');
  g_autofree char *folder = g_build_filename (trust->office, "folder.pem", NULL);
  g_autofree char *fingerprint = pd_signer_fingerprint (other);
  g_autoptr (GError) error = NULL;
  g_autoptr (PdTrustedSigner) signer = NULL;
  g_autoptr (GPtrArray) signers = NULL;

  signers = pd_trusted_signers_load ();
  g_assert_cmpuint (signers->len, ==, 0);
  g_clear_pointer (&signers, g_ptr_array_unref);

  signer = pd_trusted_signers_add (der, NULL);
  g_assert_cmpstr (signer->owner, ==, "甲");
  write_file (trust->office, "again.der", g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  write_file (trust->office, "b.pem", pem, strlen (pem));
  write_file (trust->office, "empty", "", 0);
  write_file (trust->office, "note.txt", "no certificate", 14);
  write_file (trust->office, "broken.pem", pem, strlen (pem) / 2);
  write_file (trust->office, "large.pem", large, strlen (large));
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);

  signers = pd_trusted_signers_load ();
  g_assert_cmpuint (signers->len, ==, 2);
  g_assert_cmpstr (((PdTrustedSigner *) signers->pdata[0])->owner, ==, "甲");
  g_assert_true (((PdTrustedSigner *) signers->pdata[0])->is_own);
  g_assert_cmpstr (((PdTrustedSigner *) signers->pdata[1])->owner, ==, "乙");
  g_assert_cmpint (((PdTrustedSigner *) signers->pdata[1])->valid_until, ==,
                   (SIGNED_NOW + LONG_YET) * G_USEC_PER_SEC);
  g_assert_false (((PdTrustedSigner *) signers->pdata[1])->is_own);

  /* What the administrator trusts a person cannot take back. */
  g_assert_false (pd_trusted_signers_remove (fingerprint, &error));
  g_assert_nonnull (strstr (error->message, trust->own));
}

static void
test_refused (Trust *trust, gconstpointer data)
{
  g_autoptr (GBytes) rubbish = g_bytes_new_static ("certificate", 11);
  g_autoptr (Signer) signer = signer_new ("甲", NULL, LONG_AGO, LONG_YET);
  g_autoptr (GBytes) certificate = signer_certificate (signer);
  g_autoptr (GError) error = NULL;

  g_assert_null (pd_trusted_signers_add (rubbish, &error));
  g_assert_cmpstr (error->message, ==, "This is not a certificate. Nobody is trusted for it.");
  g_clear_error (&error);
  /* a file where the folder would be */
  write_file (trust->top, "own", "", 0);
  g_assert_null (pd_trusted_signers_add (certificate, &error));
  g_assert_nonnull (strstr (error->message, trust->own));
  g_assert_cmpint (g_remove (trust->own), ==, 0);
}

#define ADD(path, function) g_test_add (path, Trust, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_fatal_mask ("Poppler", G_LOG_LEVEL_ERROR);
  program = argc > 1 ? argv[1] : NULL;
  ADD ("/trusted-signers/ofd", test_ofd);
  ADD ("/trusted-signers/pdf", test_pdf);
  ADD ("/trusted-signers/continued", test_continued);
  ADD ("/trusted-signers/authority", test_authority);
  ADD ("/trusted-signers/partial", test_partial);
  ADD ("/trusted-signers/folders", test_folders);
  ADD ("/trusted-signers/refused", test_refused);
  return g_test_run ();
}
