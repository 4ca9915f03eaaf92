/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* PKCS #7 with Chinese numbers and SM2, if at all: with attributes, without, or with a content that is not the file. */
typedef enum
{
  SIGNED_PDF_NO_SM2,
  SIGNED_PDF_SM2,
  SIGNED_PDF_SM2_PLAIN,
  SIGNED_PDF_SM2_OTHER_CONTENT,
} SignedPdfSm2;

/* What a test's PDF is signed like. */
typedef struct
{
  const char *owner; /* of the certificate */
  gboolean expired;  /* the certificate ended before the signing */
  guint
      bare; /* 0: PKCS #7; else the bare signature and the certificate beside it: 1: with SHA-1; 5: MD5; 256, 512: SHA-2 */
  SignedPdfSm2 sm2;
  gboolean other;  /* the certificate beside a bare signature is of another key */
  guint wider;     /* so many bytes behind the signature it does not cover either */
  guint shorter;   /* and so many at the end of the file */
  gboolean packed; /* the certificate is in a stream of objects */
} SignedPdf;

GByteArray *signed_pdf_new (const SignedPdf *how, gsize *signature_start, gsize *signature_end);
void signed_pdf_add (GByteArray *pdf, const SignedPdf *how);

G_END_DECLS
