import { describe, expect, test } from 'vitest'
import { blockedValues, normalizeIdentifier } from '../../../../shared/engines/identity/normalize-identifier.ts'

describe('an identifier of a message', () => {
  test.each([
    ['email', ' Bob@Example.COM ', 'bob@example.com'],
    ['email', 'bob', null],
    ['email_hash', 'F'.repeat(64), 'f'.repeat(64)],
    ['phone', '(212) 555-0100', '+12125550100'],
    ['user_id', '17850.0', '17850'],
    ['user_id', 'Ab', 'Ab'],
    ['anonymous_id', 'null', null],
    ['loyalty_id', "'00123", '00123'],
    ['user_id', '000-000', null],
    ['ios.idfa', '00000000-0000-0000-0000-000000000000', null],
    ['phone', '--', null],
    ['user_id', '', null],
    ['user_id', null, null],
    ['name_address', 'ann|lee|12 oak|02139', null],
  ])('%s %s is %s', (kind, value, canonical) => {
    expect(normalizeIdentifier(kind, value)).toBe(canonical)
  })

  test('of a country', () => {
    expect(normalizeIdentifier('phone', '0711 123456', 'DE')).toBe('+49711123456')
  })

  test.each([
    ['user_id', 'KIOSK', 'Kiosk'],
    ['email', 'Shop@Example.com', 'Shop <shop@example.com>'],
    ['phone', '+1 212 555 0100', '(212) 555-0100'],
    ['user_id', '"7"', '7'],
  ])('%s %s is nobody where the account blocks %s', (kind, value, blocked) => {
    expect(normalizeIdentifier(kind, value)).not.toBeNull()
    expect(normalizeIdentifier(kind, value, undefined, blockedValues([blocked]))).toBeNull()
    expect(normalizeIdentifier(kind, value, undefined, blockedValues(['other']))).not.toBeNull()
  })
})
