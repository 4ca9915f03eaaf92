/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signed-pdf.h"

#include <gnutls/abstract.h>
#include <gnutls/pkcs7.h>
#include <gio/gio.h>
#include <gnutls/x509.h>
#include <string.h>

#include "signed-fixture.h"

/* Hexadecimal digits that are kept for the signature. */
#define ROOM 8192
#define RANGE "/ByteRange [0 0000000000 0000000000 0000000000]"

static void
must (int status)
{
  if (status < 0)
    g_error ("%s", gnutls_strerror (status));
}

static void
make_certificate (const SignedPdf *how, gnutls_x509_crt_t *certificate, gnutls_x509_privkey_t *key)
{
  time_t now = time (NULL);
  static const char serial[] = "\x01\x02";

  must (gnutls_x509_privkey_init (key));
  must (gnutls_x509_privkey_generate (*key, GNUTLS_PK_RSA, 2048, 0));
  must (gnutls_x509_crt_init (certificate));
  must (gnutls_x509_crt_set_version (*certificate, 3));
  must (gnutls_x509_crt_set_key (*certificate, *key));
  must (gnutls_x509_crt_set_serial (*certificate, serial, 2));
  must (gnutls_x509_crt_set_activation_time (*certificate, now - 3600 * 24 * 400));
  must (gnutls_x509_crt_set_expiration_time (*certificate, now + 3600 * 24 * (how->expired ? -30 : 400)));
  must (gnutls_x509_crt_set_dn_by_oid (*certificate, GNUTLS_OID_X520_COMMON_NAME, 0, how->owner,
                                       (unsigned) strlen (how->owner)));
  must (gnutls_x509_crt_set_key_usage (*certificate,
                                       GNUTLS_KEY_DIGITAL_SIGNATURE | GNUTLS_KEY_NON_REPUDIATION));
  must (gnutls_x509_crt_sign2 (*certificate, *certificate, *key, GNUTLS_DIG_SHA256, 0));
}

typedef struct
{
  gnutls_x509_crt_t certificate;
  gnutls_x509_privkey_t key;
} RsaSigner;

static gnutls_datum_t
sign_bare (const SignedPdf *how, gnutls_privkey_t signer, const gnutls_datum_t *data)
{
  gnutls_datum_t signature = { NULL, 0 };
  gnutls_datum_t out = { NULL, 0 };

  must (gnutls_privkey_sign_data (signer,
                                  how->bare == 1     ? GNUTLS_DIG_SHA1
                                  : how->bare == 5   ? GNUTLS_DIG_MD5
                                  : how->bare == 512 ? GNUTLS_DIG_SHA512
                                                     : GNUTLS_DIG_SHA256,
                                  0, data, &signature));
  /* An octet string of 256 bytes. */
  g_assert_cmpuint (signature.size, ==, 256);
  out.size = signature.size + 4;
  out.data = gnutls_malloc (out.size);
  memcpy (out.data, "\x04\x82\x01\x00", 4);
  memcpy (out.data + 4, signature.data, signature.size);
  gnutls_free (signature.data);
  return out;
}

static gnutls_datum_t
sign_sm2 (const SignedPdf *how, const GByteArray *covered)
{
  const int day = 86400;
  g_autoptr (Signer) signer = signer_new (how->owner, NULL, 0, how->expired ? day : 20000 * day);
  g_autoptr (GBytes) file = g_bytes_new (covered->data, covered->len);
  g_autoptr (GBytes) other = g_bytes_new_static ("another", 7);
  g_autoptr (GByteArray) value =
      signed_fixture_pkcs7 (signer, how->sm2 == SIGNED_PDF_SM2_OTHER_CONTENT ? other : file,
                            how->sm2 != SIGNED_PDF_SM2,
                            how->sm2 == SIGNED_PDF_SM2_OTHER_CONTENT ? other : NULL);
  gnutls_datum_t out = { gnutls_malloc (value->len), value->len };

  memcpy (out.data, value->data, value->len);
  return out;
}

static gnutls_datum_t
sign (const SignedPdf *how, const RsaSigner *self, GByteArray *covered)
{
  gnutls_privkey_t signer;
  gnutls_pkcs7_t pkcs7;
  gnutls_datum_t data = { covered->data, covered->len };
  gnutls_datum_t out = { NULL, 0 };

  must (gnutls_privkey_init (&signer));
  must (gnutls_privkey_import_x509 (signer, self->key, GNUTLS_PRIVKEY_IMPORT_COPY));
  if (how->sm2 != SIGNED_PDF_NO_SM2)
    out = sign_sm2 (how, covered);
  else if (how->bare != 0)
    out = sign_bare (how, signer, &data);
  else
    {
      must (gnutls_pkcs7_init (&pkcs7));
      must (gnutls_pkcs7_sign (pkcs7, self->certificate, signer, &data, NULL, NULL, GNUTLS_DIG_SHA256,
                               GNUTLS_PKCS7_INCLUDE_CERT | GNUTLS_PKCS7_INCLUDE_TIME));
      must (gnutls_pkcs7_export2 (pkcs7, GNUTLS_X509_FMT_DER, &out));
      gnutls_pkcs7_deinit (pkcs7);
    }
  gnutls_privkey_deinit (signer);
  return out;
}

/* The certificate as a string of PDF, with what has to be escaped in it. */
static GByteArray *
certificate_string (const RsaSigner *self)
{
  gnutls_datum_t raw = { NULL, 0 };
  GByteArray *text = g_byte_array_new ();

  must (gnutls_x509_crt_export2 (self->certificate, GNUTLS_X509_FMT_DER, &raw));
  g_byte_array_append (text, (const guint8 *) "(", 1);
  for (guint i = 0; i < raw.size; i++)
    {
      char escaped[5];

      if (strchr ("()\\\r\n", raw.data[i]) != NULL)
        g_snprintf (escaped, sizeof escaped, "\\%03o", raw.data[i]);
      else
        g_snprintf (escaped, sizeof escaped, "%c", raw.data[i]);
      g_byte_array_append (text, (const guint8 *) escaped, raw.data[i] == 0 ? 4 : (guint) strlen (escaped));
    }
  g_byte_array_append (text, (const guint8 *) ")", 1);
  gnutls_free (raw.data);
  return text;
}

/* A stream of objects with the string as the second of them. */
static void
append_packed (GString *pdf, const GByteArray *text)
{
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  g_autoptr (GConverter) zlib = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 9));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, zlib);
  static const char head[] = "20 0 9 4 null";

  g_byte_array_append (plain, (const guint8 *) head, sizeof head - 1);
  g_byte_array_append (plain, text->data, text->len);
  g_assert_true (g_output_stream_write_all (stream, plain->data, plain->len, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (stream, NULL, NULL));
  g_string_append_printf (pdf,
                          "<</Type/ObjStm/N 2/First 9/Length %" G_GSIZE_FORMAT
                          "/Filter/FlateDecode>>stream\n",
                          g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (memory)));
  g_string_append_len (pdf, g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (memory)),
                       (gssize) g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (memory)));
  g_string_append (pdf, "\nendstream");
}

/* A page with a word, and a signature field on it; everything but the signature itself. */
static GString *
unsigned_text (const SignedPdf *how, const RsaSigner *self)
{
  static const char *const objects[] = {
    "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]/SigFlags 3>>>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 397]/Contents 4 0 R/Annots[5 0 R]/Resources<</Font<</F "
    "7 0 R>>>>>>",
    "<</Length 40>>stream\nBT /F 24 Tf 100 200 Td (Invoice) Tj ET     \nendstream",
    "<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature1)/F 132/Rect[0 0 0 0]/P 3 0 R/V 6 0 R>>",
    NULL, /* the signature */
    "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    NULL, /* the certificate */
  };
  g_autoptr (GByteArray) certificate = certificate_string (self);
  GString *pdf = g_string_new ("%PDF-1.7\n");
  gsize places[G_N_ELEMENTS (objects)];
  gsize start;

  for (guint i = 0; i < G_N_ELEMENTS (objects); i++)
    {
      places[i] = pdf->len;
      g_string_append_printf (pdf, "%u 0 obj\n", i + 1);
      if (objects[i] != NULL)
        g_string_append (pdf, objects[i]);
      else if (i > 6 && how->packed)
        append_packed (pdf, certificate);
      else if (i > 6)
        g_string_append_len (pdf, (const char *) certificate->data, (gssize) certificate->len);
      else
        {
          g_string_append (pdf, "<</Type/Sig/Filter/Adobe.PPKLite");
          if (how->bare == 0)
            g_string_append (pdf, "/SubFilter/adbe.pkcs7.detached");
          else
            g_string_append_printf (pdf, "/SubFilter/adbe.x509.rsa_sha1/Cert[%u 0 R]", how->packed ? 9 : 8);
          g_string_append (pdf, RANGE "/Contents<");
          for (guint j = 0; j < ROOM; j++)
            g_string_append_c (pdf, '0');
          g_string_append (pdf, ">>>");
        }
      g_string_append (pdf, "\nendobj\n");
    }
  start = pdf->len;
  g_string_append_printf (pdf, "xref\n0 %u\n0000000000 65535 f \n", (guint) G_N_ELEMENTS (objects) + 1);
  for (guint i = 0; i < G_N_ELEMENTS (objects); i++)
    g_string_append_printf (pdf, "%010" G_GSIZE_FORMAT " 00000 n \n", places[i]);
  g_string_append_printf (pdf, "trailer\n<</Size %u/Root 1 0 R>>\nstartxref\n%" G_GSIZE_FORMAT "\n%%%%EOF\n",
                          (guint) G_N_ELEMENTS (objects) + 1, start);
  return pdf;
}

static GString *
new_unsigned (const SignedPdf *how, RsaSigner *signer)
{
  GString *text;
  RsaSigner beside;

  make_certificate (how, &signer->certificate, &signer->key);
  if (!how->other)
    return unsigned_text (how, signer);
  make_certificate (how, &beside.certificate, &beside.key);
  text = unsigned_text (how, &beside);
  gnutls_x509_privkey_deinit (beside.key);
  gnutls_x509_crt_deinit (beside.certificate);
  return text;
}

/* Writes the signature into its place, the first behind @from. */
static void
put_signature (GByteArray *pdf,
               gsize from,
               const SignedPdf *how,
               const RsaSigner *signer,
               gsize *signature_start,
               gsize *signature_end)
{
  guint8 *contents = memmem (pdf->data + from, pdf->len - from, "/Contents<", strlen ("/Contents<"));
  gsize start = (gsize) (contents - pdf->data) + strlen ("/Contents");
  gsize end = start + ROOM + 2 + how->wider, size = pdf->len - how->shorter;
  g_autofree char *range =
      g_strdup_printf ("/ByteRange [0 %010" G_GSIZE_FORMAT " %010" G_GSIZE_FORMAT " %010" G_GSIZE_FORMAT "]",
                       start, end, size - end);
  g_autoptr (GByteArray) covered = g_byte_array_new ();
  gnutls_datum_t signature;

  memcpy (memmem (pdf->data + from, pdf->len - from, RANGE, strlen (RANGE)), range, strlen (range));
  g_byte_array_append (covered, pdf->data, (guint) start);
  g_byte_array_append (covered, pdf->data + end, (guint) (size - end));
  signature = sign (how, signer, covered);
  g_assert_cmpuint (2 * signature.size, <=, ROOM);
  for (guint i = 0; i < signature.size; i++)
    {
      char digits[3];

      g_snprintf (digits, sizeof digits, "%02x", signature.data[i]);
      memcpy (pdf->data + start + 1 + 2 * i, digits, 2);
    }
  *signature_start = start;
  *signature_end = start + 1 + 2 * signature.size;
  gnutls_free (signature.data);
}

/*
 * signed_pdf_new: a PDF of one page, signed as @how says.
 * @signature_start, @signature_end: (out): where the signature's own digits stand, which it cannot cover
 */
GByteArray *
signed_pdf_new (const SignedPdf *how, gsize *signature_start, gsize *signature_end)
{
  RsaSigner signer;
  g_autoptr (GString) pdf = new_unsigned (how, &signer);
  GByteArray *bytes = g_byte_array_new ();

  g_byte_array_append (bytes, (const guint8 *) pdf->str, (guint) pdf->len);
  put_signature (bytes, 0, how, &signer, signature_start, signature_end);
  gnutls_x509_privkey_deinit (signer.key);
  gnutls_x509_crt_deinit (signer.certificate);
  return bytes;
}

/*
 * signed_pdf_add: signs @pdf, of signed_pdf_new(), once more, as programs add a signature: behind its end.
 */
void
signed_pdf_add (GByteArray *pdf, const SignedPdf *how)
{
  static const char head[] =
      "1 0 obj\n<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R 10 0 R]/SigFlags 3>>>>\nendobj\n"
      "3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 397]/Contents 4 0 R/Annots[5 0 R 10 0 R]"
      "/Resources<</Font<</F 7 0 R>>>>>>\nendobj\n"
      "10 0 obj\n<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature2)/F 132/Rect[0 0 0 0]/P 3 0 R/V 11 0 "
      "R>>\nendobj\n"
      "11 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite";
  g_autofree char *zeros = g_strnfill (ROOM, '0');
  g_autofree char *tail = g_strconcat (RANGE "/Contents<", zeros,
                                       ">>>\nendobj\n"
                                       "trailer\n<</Size 12/Root 1 0 R>>\nstartxref\n0\n%%EOF\n",
                                       NULL);
  gsize from = pdf->len, start, end;
  RsaSigner signer;
  g_autoptr (GByteArray) certificate = NULL;

  make_certificate (how, &signer.certificate, &signer.key);
  certificate = certificate_string (&signer);
  g_byte_array_append (pdf, (const guint8 *) head, sizeof head - 1);
  if (how->bare == 0)
    g_byte_array_append (pdf, (const guint8 *) "/SubFilter/adbe.pkcs7.detached", 30);
  else
    {
      g_byte_array_append (pdf, (const guint8 *) "/SubFilter/adbe.x509.rsa_sha1/Cert", 34);
      g_byte_array_append (pdf, certificate->data, certificate->len);
    }
  g_byte_array_append (pdf, (const guint8 *) tail, (guint) strlen (tail));
  put_signature (pdf, from, how, &signer, &start, &end);
  gnutls_x509_privkey_deinit (signer.key);
  gnutls_x509_crt_deinit (signer.certificate);
}
