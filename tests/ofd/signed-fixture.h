/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "zip-fixture.h"

G_BEGIN_DECLS

/* 2024-06-01, in seconds, and the length of a year. */
#define SIGNED_NOW G_GINT64_CONSTANT (1717200000)
#define SIGNED_YEAR (365 * 86400)
/* Where the signature stands, and how many parts it covers. */
#define SIGNED_FOLDER "Doc_0/Signs/Sign_0/"
#define SIGNED_N_PARTS 5

extern const char *const signed_fixture_parts[SIGNED_N_PARTS];

/* Somebody who signs: a key and a certificate for it. */
typedef struct
{
  EVP_PKEY *key;
  X509 *x509;
} Signer;

Signer *signer_new (const char *name, Signer *issuer, int from, int until);
void signer_free (Signer *signer);
GBytes *signer_certificate (Signer *signer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Signer, signer_free)

/* The form of a signature. */
typedef enum
{
  SIGNED_38540,
  SIGNED_0031,
  SIGNED_0031_CONTENT, /* as some programs wrote it: of the file itself, with digests as SM2 makes them */
  SIGNED_PKCS7,
  SIGNED_PKCS7_PLAIN,
} SignedForm;

GByteArray *signed_fixture_pkcs7 (Signer *signer, GBytes *file, gboolean is_plain, GBytes *content_bytes);
ZipFixture *signed_fixture_listed (Signer *signer, Signer *seal_owner, SignedForm form, const char *list);
ZipFixture *signed_fixture_zip (Signer *signer, Signer *seal_owner, SignedForm form);

G_END_DECLS
